import { parseArgs } from "node:util";
import { readConfiguration } from "@fairlead/configuration-file";
import {
  FairleadError,
  scalerControllerConfigurationSchema,
  type ScalerControllerConfiguration,
} from "@fairlead/routing-schema";

/** What environment variables of the service begin with. */
export const ENVIRONMENT_PREFIX = "FAIRLEAD_SCALER_";

const VARIABLE_CONFIG = `${ENVIRONMENT_PREFIX}CONFIG`;

/** The text of `--help`. */
export const HELP = `Usage: fairlead-scaler-controller --config FILE [options]

Keeps as many pods as the clients need, and removes none that has a client.

Options:
  --config FILE      Configuration, YAML or JSON (${VARIABLE_CONFIG})
  --host ADDRESS     Address to listen at; sets listen.host
  --port PORT        Port to listen at, 0 for a free one; sets listen.port
  --log-level LEVEL  debug, info, warn, error or silent; sets logLevel
  --help             Print this text
  --version          Print the version

Flags win over environment variables, these over the file. The variable of a
setting is ${ENVIRONMENT_PREFIX} and its path in upper snake case:
${ENVIRONMENT_PREFIX}RECONCILE_INTERVAL_MS sets reconcile.intervalMs.
`;

/** What the command line asks for. */
export type CommandLine =
  | { readonly command: "help" }
  | { readonly command: "version" }
  | {
      readonly command: "run";
      /** With all paths resolved. */
      readonly configuration: ScalerControllerConfiguration;
      /** Variables with the prefix that set nothing. */
      readonly unknownVariables: readonly string[];
    };

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      strict: true,
      allowPositionals: false,
      options: {
        config: { type: "string" },
        host: { type: "string" },
        port: { type: "string" },
        "log-level": { type: "string" },
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

/** The world with its paths seen from where they were written. */
function withPaths(
  world: ScalerControllerConfiguration["world"],
  resolvePath: (path: readonly string[], value: string) => string,
): ScalerControllerConfiguration["world"] {
  if (world.kind === "local") return { ...world, socket: resolvePath(["world", "socket"], world.socket) };
  const { kubeconfig } = world;
  return kubeconfig === undefined
    ? world
    : { ...world, kubeconfig: resolvePath(["world", "kubeconfig"], kubeconfig) };
}

/**
 * Reads arguments, environment and configuration file.
 *
 * @throws {FairleadError} `configuration_invalid` or `configuration_unreadable`; the message is for the user.
 */
export async function readCommandLine(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CommandLine> {
  const values = parseFlags(args);
  if (values.help === true) return { command: "help" };
  if (values.version === true) return { command: "version" };
  const { configuration, resolvePath, unknownVariables } = await readConfiguration({
    schema: scalerControllerConfigurationSchema,
    defaults: { world: { kind: "local" } },
    file: values.config ?? (environment[VARIABLE_CONFIG] || undefined),
    environment: { prefix: ENVIRONMENT_PREFIX, variables: environment, reserved: [VARIABLE_CONFIG] },
    flags: [
      { flag: "--host", path: ["listen", "host"], value: values.host },
      { flag: "--port", path: ["listen", "port"], value: values.port },
      { flag: "--log-level", path: ["logLevel"], value: values["log-level"] },
    ],
  });
  return {
    command: "run",
    configuration: { ...configuration, world: withPaths(configuration.world, resolvePath) },
    unknownVariables,
  };
}
