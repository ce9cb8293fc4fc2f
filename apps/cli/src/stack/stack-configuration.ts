import {
  filterConfigurationSchema,
  lookupPoolSchema,
  lookupServiceConfigurationSchema,
} from "@fairlead/routing-schema";
import { z } from "zod";

const { collection, snapshot, logLevel } = lookupServiceConfigurationSchema.shape;
const { workload, picking } = lookupPoolSchema.shape;

/** What `--config FILE` may hold: settings of the filter and of the lookup service. */
export const stackConfigurationSchema = z
  .strictObject({
    filter: filterConfigurationSchema
      .omit({ upstream_name: true, authority: true, pool: true, routes: true })
      .extend({
        mode: z.enum(["snapshot", "per_request"]).default("snapshot"),
        expose_pod: z.boolean().default(true),
      })
      .prefault({}),
    lookup: z
      .strictObject({ workload, picking, collection, snapshot, logLevel: logLevel.unwrap().default("warn") })
      .prefault({}),
  })
  .meta({ id: "DevConfiguration", description: "The file of fairlead dev --config" });

/** Settings of filter and lookup service, defaults filled in. */
export type StackConfiguration = z.output<typeof stackConfigurationSchema>;
