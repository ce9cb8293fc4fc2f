import { parseArgs } from "node:util";
import {
  readConfiguration,
  type ConfigurationFlag,
  type ReadConfiguration,
} from "@fairlead/configuration-file";
import { FairleadError } from "@fairlead/routing-schema";
import type { z } from "zod";

/** What a command line asks for. */
export type CommandLine<Configuration> =
  | { readonly command: "help" }
  | { readonly command: "version" }
  | {
      readonly command: "run";
      /** With all paths resolved. */
      readonly configuration: Configuration;
      /** Variables with the prefix that set nothing. */
      readonly unknownVariables: readonly string[];
    };

/** By its name, such as `log-level`, the path of the setting that a flag sets. */
export type SettingFlags = Readonly<Record<string, ConfigurationFlag["path"]>>;

/** What a service's command line is read by. */
export interface CommandLineOptions<Schema extends z.ZodType> {
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What environment variables of the service begin with; `<prefix>CONFIG` names the file. */
  readonly prefix: string;
  readonly schema: Schema;
  /** Values below the file's, beside the defaults of the schema itself. */
  readonly defaults?: unknown;
  /** The service's own flags, beside those that every service has. */
  readonly flags?: SettingFlags;
  /** Gives the configuration back with the file names in it resolved. */
  readonly resolvePaths: (
    configuration: z.output<Schema>,
    resolvePath: ReadConfiguration<z.output<Schema>>["resolvePath"],
  ) => z.output<Schema>;
}

/** The flags that set a value in every service; `--config`, `--help` and `--version` come beside. */
const COMMON_FLAGS: SettingFlags = {
  host: ["listen", "host"],
  port: ["listen", "port"],
  "log-level": ["logLevel"],
};

function parseFlags(args: readonly string[], names: readonly string[]) {
  const texts = Object.fromEntries(names.map((name) => [name, { type: "string" as const }]));
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        ...texts,
        config: { type: "string" },
        help: { type: "boolean", short: "h" },
        version: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FairleadError("configuration_invalid", `${reason}\n  Mend: --help lists the options.`, {
      cause: error,
    });
  }
}

/**
 * Reads arguments, environment and configuration file: `--config FILE`, `--host`, `--port`, `--log-level`, `--help`
 * (`-h`), `--version`, and the service's own flags.
 *
 * @throws {FairleadError} `configuration_invalid` or `configuration_unreadable`; the message is for the user.
 */
export async function readServiceCommandLine<Schema extends z.ZodType>(
  options: CommandLineOptions<Schema>,
): Promise<CommandLine<z.output<Schema>>> {
  const { args, environment, prefix, schema, defaults, resolvePaths } = options;
  const flags = { ...options.flags, ...COMMON_FLAGS };
  const values = parseFlags(args, Object.keys(flags));
  if (values.help === true) return { command: "help" };
  if (values.version === true) return { command: "version" };
  // The compiler knows only those of the flags that are written out.
  const valueOf: Readonly<Record<string, string | boolean | undefined>> = values;
  const variable = `${prefix}CONFIG`;
  const { configuration, resolvePath, unknownVariables } = await readConfiguration({
    schema,
    defaults,
    file: values.config ?? (environment[variable] || undefined),
    environment: { prefix, variables: environment, reserved: [variable] },
    flags: Object.entries(flags).map(([name, path]) => ({ flag: `--${name}`, path, value: valueOf[name] })),
  });
  return { command: "run", configuration: resolvePaths(configuration, resolvePath), unknownVariables };
}
