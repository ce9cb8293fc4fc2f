import { z } from "zod";
import { milliseconds } from "./milliseconds.ts";
import { kubernetesWorldSchema, localWorldSchema } from "./scaler-worlds.ts";

/** Configuration of the scaler. */
export const scalerControllerConfigurationSchema = z
  .strictObject({
    listen: z
      .strictObject({
        host: z.string().min(1).default("0.0.0.0"),
        port: z.int().min(0).max(65_535).default(8081).describe("0 takes a free port"),
      })
      .prefault({}),
    world: z
      .discriminatedUnion("kind", [localWorldSchema, kubernetesWorldSchema])
      .describe("Where the pods are"),
    reconcile: z
      .strictObject({
        intervalMs: milliseconds(50, 60_000)
          .default(1_000)
          .describe(
            "Between two looks at a pool, unless something wakes the scaler; up to five times as long at rest",
          ),
        pauseMs: milliseconds(0, 10_000).default(20).describe("The shortest time between two looks"),
        backOffBaseMs: milliseconds(1, 60_000)
          .default(250)
          .describe("The pause after a step that failed; it doubles with each failure in a row"),
        backOffMaxMs: milliseconds(1, 3_600_000).default(30_000),
      })
      .prefault({}),
    starting: z
      .strictObject({
        maxStarting: z.int().min(1).max(1_000).default(10).describe("Pods that may be starting at once"),
        deadlineMs: milliseconds(1, 3_600_000)
          .int()
          .default(600_000)
          .describe("A pod that is not ready by then is replaced"),
        backOffBaseMs: milliseconds(1, 600_000)
          .int()
          .default(10_000)
          .describe("The pause after a pod that crashed or did not start; it doubles with each in a row"),
        backOffMaxMs: milliseconds(1, 3_600_000).int().default(300_000),
      })
      .prefault({}),
    leadership: z
      .strictObject({
        leaseMs: milliseconds(1_000, 600_000)
          .default(10_000)
          .describe("The leadership of a scaler that hangs is taken over after this time"),
      })
      .prefault({}),
    stop: z.strictObject({ timeoutMs: milliseconds(0, 600_000).default(10_000) }).prefault({}),
    logLevel: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  })
  .meta({ id: "ScalerControllerConfiguration", description: "Configuration of the scaler" });

export type ScalerControllerConfiguration = z.output<typeof scalerControllerConfigurationSchema>;
export type ScalerControllerConfigurationInput = z.input<typeof scalerControllerConfigurationSchema>;
