import { resolve } from "node:path";
import { readConfiguration } from "@fairlead/configuration-file";
import { stackConfigurationSchema, type StackConfiguration } from "../stack/stack-configuration.ts";

/** Flags that set values of the configuration. */
export interface ConfigurationFlags {
  readonly config?: string | undefined;
  readonly mode?: string | undefined;
  readonly workloadPath?: string | undefined;
}

/**
 * Reads the file of `--config`, with the flags above it.
 *
 * @throws FairleadError `configuration_invalid`, `configuration_unreadable`
 */
export async function readStackConfiguration(
  flags: ConfigurationFlags,
  workingDirectory: string,
): Promise<StackConfiguration> {
  const { configuration } = await readConfiguration({
    schema: stackConfigurationSchema,
    file: flags.config === undefined ? undefined : resolve(workingDirectory, flags.config),
    flags: [
      { flag: "--mode", path: ["filter", "mode"], value: flags.mode },
      { flag: "--workload-path", path: ["lookup", "workload", "path"], value: flags.workloadPath },
    ],
  });
  return configuration;
}
