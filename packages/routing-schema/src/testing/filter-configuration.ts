import {
  filterConfigurationSchema,
  type FilterConfiguration,
} from "../filter-configuration/filter-configuration.ts";

/**
 * A filter configuration as it is written, with the required keys filled in.
 *
 * @throws {z.ZodError} when an override does not fit the contract
 */
export function filterConfiguration(overrides: Partial<FilterConfiguration> = {}): FilterConfiguration {
  const configuration = { upstream_name: "lookup", authority: "lookup.fairlead", ...overrides };
  filterConfigurationSchema.parse(configuration);
  return configuration;
}
