import type { ReadConfiguration } from "@fairlead/configuration-file";
import { lookupServiceConfigurationSchema, type LookupServiceConfiguration } from "@fairlead/routing-schema";
import { readServiceCommandLine, type CommandLine } from "@fairlead/service-kit";

/** What environment variables of the service begin with. */
export const ENVIRONMENT_PREFIX = "FAIRLEAD_LOOKUP_";

/** The text of `--help`. */
export const HELP = `Usage: fairlead-lookup-service [--config FILE] [options]

Reads the workload of pods and answers the least-loaded one over HTTP.

Options:
  --config FILE      Configuration, YAML or JSON (${ENVIRONMENT_PREFIX}CONFIG)
  --pods FILE        Pods file; sets source.path
  --host ADDRESS     Address to listen at; sets listen.host
  --port PORT        Port to listen at, 0 for a free one; sets listen.port
  --log-level LEVEL  debug, info, warn, error or silent; sets logLevel
  --help             Print this text
  --version          Print the version

Flags win over environment variables, these over the file. The variable of a
setting is ${ENVIRONMENT_PREFIX} and its path in upper snake case:
${ENVIRONMENT_PREFIX}COLLECTION_MIN_INTERVAL_MS sets collection.minIntervalMs.
`;

/** The source with its paths seen from where they were written. */
function withPaths(
  source: LookupServiceConfiguration["source"],
  resolvePath: ReadConfiguration<unknown>["resolvePath"],
): LookupServiceConfiguration["source"] {
  if (source.kind === "file") return { ...source, path: resolvePath(["source", "path"], source.path) };
  const { kubeconfig } = source;
  return kubeconfig === undefined
    ? source
    : { ...source, kubeconfig: resolvePath(["source", "kubeconfig"], kubeconfig) };
}

/**
 * Reads arguments, environment and configuration file.
 *
 * @throws {FairleadError} `configuration_invalid` or `configuration_unreadable`; the message is for the user.
 */
export const readCommandLine = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<CommandLine<LookupServiceConfiguration>> =>
  readServiceCommandLine({
    args,
    environment,
    prefix: ENVIRONMENT_PREFIX,
    schema: lookupServiceConfigurationSchema,
    defaults: { source: { kind: "file" } },
    flags: { pods: ["source", "path"] },
    resolvePaths: (configuration, resolvePath) => ({
      ...configuration,
      source: withPaths(configuration.source, resolvePath),
    }),
  });
