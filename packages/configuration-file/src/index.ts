/**
 * Reads a configuration from defaults, a YAML or JSON file, the environment and flags, in this
 * order, and names every fault at once: where it is, what is there, and how to mend it.
 *
 * @module
 */
export {
  readConfiguration,
  type ReadConfiguration,
  type ReadConfigurationOptions,
} from "./read-configuration.ts";
export { parseConfiguration, type ParseConfigurationOptions } from "./parse-configuration.ts";
export { ConfigurationError } from "./issues/configuration-error.ts";
export type { ConfigurationIssue } from "./issues/configuration-issue.ts";
export { formatIssues } from "./issues/format-issues.ts";
export type { ConfigurationFlag } from "./layers/flag-layer.ts";
export type { ConfigurationOrigin } from "./layers/layer.ts";
export { listSettings, type ConfigurationSetting } from "./schema/list-settings.ts";
export { acceptedForm } from "./schema/accepted-form.ts";
