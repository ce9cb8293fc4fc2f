import {
  filterConfigurationSchema,
  lookupPoolSchema,
  lookupServiceConfigurationSchema,
  scalerControllerConfigurationSchema,
} from "@fairlead/routing-schema";
import { z } from "zod";

const { collection, logLevel } = lookupServiceConfigurationSchema.shape;
const { workload, picking } = lookupPoolSchema.shape;
const { reconcile, starting } = scalerControllerConfigurationSchema.shape;
const maxAgeMs = lookupServiceConfigurationSchema.shape.snapshot.unwrap().shape.maxAgeMs.unwrap();
const { backOffBaseMs, backOffMaxMs } = starting.unwrap().shape;
const quietLevel = logLevel.unwrap().default("warn");

/** What `--config FILE` may hold: settings of the filter, of the lookup service and of the scaler. */
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
      .strictObject({
        workload,
        picking,
        collection,
        snapshot: z.strictObject({ maxAgeMs: maxAgeMs.default(5_000) }).prefault({}),
        logLevel: quietLevel,
      })
      .prefault({}),
    scaler: z
      .strictObject({
        reconcile,
        starting: starting
          .unwrap()
          .omit({ maxStarting: true })
          .extend({
            backOffBaseMs: backOffBaseMs.unwrap().default(250),
            backOffMaxMs: backOffMaxMs.unwrap().default(15_000),
          })
          .prefault({}),
        logLevel: quietLevel,
      })
      .prefault({}),
  })
  .meta({ id: "DevConfiguration", description: "The file of fairlead dev --config" });

/** Settings of filter, lookup service and scaler, defaults filled in. */
export type StackConfiguration = z.output<typeof stackConfigurationSchema>;
