import { z } from "zod";
import { endpointSchema } from "../identifiers/endpoint.ts";
import { podPoolSpecSchema } from "../pod-pool/pod-pool.ts";

const milliseconds = (minimum: number, maximum: number): z.ZodNumber => z.number().min(minimum).max(maximum);

/** A pool on this host: another process has the pods and the gateway, and is asked over a unix socket. */
const localWorldSchema = z
  .strictObject({
    kind: z.literal("local"),
    socket: z
      .string()
      .min(1)
      .max(1_024)
      .describe("Unix socket of the process that has the pods; relative to this file"),
    spec: podPoolSpecSchema
      .omit({ port: true, template: true })
      .prefault({})
      .describe("As the spec of a PodPool"),
    podNamePrefix: z
      .string()
      .max(50)
      .regex(/^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/, "a DNS label of at most 50 characters")
      .default("pod")
      .describe("Pods are named <podNamePrefix>-<number>"),
    lookup: z.strictObject({
      endpoint: endpointSchema.describe("ip:port of the lookup service"),
      timeoutMs: milliseconds(10, 60_000).default(1_000),
      snapshotMaxAgeMs: milliseconds(100, 600_000)
        .default(10_000)
        .describe("As the lookup service's snapshot.maxAgeMs"),
    }),
  })
  .meta({ id: "LocalScalerWorld" });

/** Configuration of the scaler. */
export const scalerControllerConfigurationSchema = z
  .strictObject({
    listen: z
      .strictObject({
        host: z.string().min(1).default("0.0.0.0"),
        port: z.int().min(0).max(65_535).default(8081).describe("0 takes a free port"),
      })
      .prefault({}),
    world: z.discriminatedUnion("kind", [localWorldSchema]).describe("Where the pods are"),
    reconcile: z
      .strictObject({
        intervalMs: milliseconds(50, 60_000).default(1_000).describe("The longest time between two looks"),
        pauseMs: milliseconds(0, 10_000).default(50).describe("The shortest time between two looks"),
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
          .describe("The lock of a scaler that hangs is taken over after this time"),
      })
      .prefault({}),
    stop: z.strictObject({ timeoutMs: milliseconds(0, 600_000).default(10_000) }).prefault({}),
    logLevel: z.enum(["debug", "info", "warn", "error", "silent"]).default("info"),
  })
  .meta({ id: "ScalerControllerConfiguration", description: "Configuration of the scaler" });

export type ScalerControllerConfiguration = z.output<typeof scalerControllerConfigurationSchema>;
export type ScalerControllerConfigurationInput = z.input<typeof scalerControllerConfigurationSchema>;
