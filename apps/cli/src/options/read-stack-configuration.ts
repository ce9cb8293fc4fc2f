import { resolve } from "node:path";
import { readConfiguration } from "@fairlead/configuration-file";
import { stackConfigurationSchema, type StackConfiguration } from "../stack/stack-configuration.ts";

/** Flags that set values of the configuration. */
export interface ConfigurationFlags {
  readonly config?: string | undefined;
  readonly mode?: string | undefined;
}

/** The file of `--config`, as it was read. */
export interface StackConfigurationFile {
  readonly configuration: StackConfiguration;
  /** As the user named it; `undefined` without one. */
  readonly file: string | undefined;
  /** Whether file or flags set the value at a path. */
  sets(path: readonly string[]): boolean;
}

/**
 * Reads the file of `--config`, with the flags above it.
 *
 * @throws FairleadError `configuration_invalid`, `configuration_unreadable`
 */
export async function readStackConfiguration(
  flags: ConfigurationFlags,
  workingDirectory: string,
): Promise<StackConfigurationFile> {
  const { configuration, origin } = await readConfiguration({
    schema: stackConfigurationSchema,
    file: flags.config === undefined ? undefined : resolve(workingDirectory, flags.config),
    flags: [{ flag: "--mode", path: ["filter", "mode"], value: flags.mode }],
  });
  return { configuration, file: flags.config, sets: (path) => origin(path) !== undefined };
}
