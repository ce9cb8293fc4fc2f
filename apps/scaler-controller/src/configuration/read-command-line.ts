import type { ReadConfiguration } from "@fairlead/configuration-file";
import {
  scalerControllerConfigurationSchema,
  type ScalerControllerConfiguration,
} from "@fairlead/routing-schema";
import { readServiceCommandLine, type CommandLine } from "@fairlead/service-kit";

/** What environment variables of the service begin with. */
export const ENVIRONMENT_PREFIX = "FAIRLEAD_SCALER_";

/** The text of `--help`. */
export const HELP = `Usage: fairlead-scaler-controller --config FILE [options]

Keeps as many pods as the clients need, and removes none that has a client.

Options:
  --config FILE      Configuration, YAML or JSON (${ENVIRONMENT_PREFIX}CONFIG)
  --host ADDRESS     Address to listen at; sets listen.host
  --port PORT        Port to listen at, 0 for a free one; sets listen.port
  --log-level LEVEL  debug, info, warn, error or silent; sets logLevel
  --help             Print this text
  --version          Print the version

Flags win over environment variables, these over the file. The variable of a
setting is ${ENVIRONMENT_PREFIX} and its path in upper snake case:
${ENVIRONMENT_PREFIX}RECONCILE_INTERVAL_MS sets reconcile.intervalMs.
`;

/** The world with its paths seen from where they were written. */
function withPaths(
  world: ScalerControllerConfiguration["world"],
  resolvePath: ReadConfiguration<unknown>["resolvePath"],
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
export const readCommandLine = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CommandLine<ScalerControllerConfiguration>> =>
  readServiceCommandLine({
    args,
    environment,
    prefix: ENVIRONMENT_PREFIX,
    schema: scalerControllerConfigurationSchema,
    defaults: { world: { kind: "local" } },
    resolvePaths: (configuration, resolvePath) => ({
      ...configuration,
      world: withPaths(configuration.world, resolvePath),
    }),
  });
