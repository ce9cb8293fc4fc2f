import { Command } from "commander";
import { demoCommand } from "./commands/demo-command.ts";
import { devCommand } from "./commands/dev-command.ts";
import { explainCommand } from "./commands/explain-command.ts";
import { MAIN_HELP } from "./commands/help-texts.ts";
import { statusCommand } from "./commands/status-command.ts";
import type { Run } from "./commands/run.ts";

const MAX_HELP_WIDTH = 100;

/** Settings of {@link createProgram}. */
export interface ProgramOptions {
  readonly version: string;
  readonly run: Run;
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

/** The command line of `fairlead`. It throws a CommanderError where commander would end the process. */
export function createProgram({ columns, run, version, writeError, writeOut }: ProgramOptions): Command {
  const width = Math.min(columns ?? MAX_HELP_WIDTH, MAX_HELP_WIDTH);
  const program = new Command("fairlead")
    .description("Leads each new client to the least-loaded pod behind Envoy, and keeps it there.")
    .version(version, "--version", "print the version")
    .helpOption("-h, --help", "print this text")
    .helpCommand("help [command]", "print the help of a command")
    .enablePositionalOptions()
    .addHelpText("after", MAIN_HELP)
    .addCommand(demoCommand(run))
    .addCommand(devCommand(run))
    .addCommand(statusCommand(run))
    .addCommand(explainCommand(run));
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .helpOption("-h, --help", "print this text")
      .showHelpAfterError(false)
      .configureOutput({
        writeOut,
        writeErr: writeError,
        getOutHelpWidth: () => width,
        getErrHelpWidth: () => width,
      });
  }
  return program;
}
