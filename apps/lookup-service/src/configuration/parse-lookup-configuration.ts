import { parseConfiguration } from "@fairlead/configuration-file";
import {
  lookupServiceConfigurationSchema,
  type LookupServiceConfiguration,
  type LookupServiceConfigurationInput,
} from "@fairlead/routing-schema";
import type { z } from "zod";

const schema: z.ZodType<Omit<LookupServiceConfiguration, "source">> = lookupServiceConfigurationSchema.omit({
  source: true,
});

/**
 * Fills in the defaults of a configuration for in-process use, where the source is given apart.
 *
 * @throws {ConfigurationError} `configuration_invalid` with all faults.
 */
export const parseLookupConfiguration = (
  configuration: Omit<LookupServiceConfigurationInput, "source"> = {},
): Omit<LookupServiceConfiguration, "source"> =>
  parseConfiguration({ schema, defaults: configuration }).configuration;
