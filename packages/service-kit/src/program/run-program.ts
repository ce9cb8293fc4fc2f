import { FairleadError } from "@fairlead/routing-schema";
import { pino, type Logger } from "pino";
import type { CommandLine } from "./read-service-command-line.ts";

/** What a service's program does. */
export interface ProgramOptions<Configuration> {
  /** As its log lines name it. */
  readonly name: string;
  readonly version: string;
  /** The text of `--help`. */
  readonly help: string;
  readonly readCommandLine: () => Promise<CommandLine<Configuration>>;
  /** Starts the service; what it started goes on when this has ended. */
  readonly run: (configuration: Configuration, logger: Logger) => Promise<void>;
}

/** Exit code of a command line or configuration that cannot be used. */
const EXIT_CONFIGURATION = 2;

/**
 * Does what the command line asks for. A {@link FairleadError} from reading it or from starting is written to
 * standard error and ends the process with 2; anything else is thrown on.
 */
export async function runProgram<Configuration extends { readonly logLevel: string }>({
  name,
  version,
  help,
  readCommandLine,
  run,
}: ProgramOptions<Configuration>): Promise<void> {
  try {
    const commandLine = await readCommandLine();
    if (commandLine.command === "help") process.stdout.write(help);
    else if (commandLine.command === "version") process.stdout.write(`${version}\n`);
    else {
      const { configuration, unknownVariables } = commandLine;
      const logger = pino({ level: configuration.logLevel, base: { service: name, version } });
      for (const variable of unknownVariables) logger.warn({ variable }, "environment variable sets nothing");
      await run(configuration, logger);
    }
  } catch (error) {
    if (!FairleadError.isInstance(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    // What was started before it failed would keep the process.
    process.exit(EXIT_CONFIGURATION);
  }
}
