import { z } from "zod";
import { endpointSchema } from "../identifiers/endpoint.ts";
import { podIdSchema } from "../identifiers/pod-id.ts";
import { poolIdSchema } from "../identifiers/pool-id.ts";
import { routeIdSchema } from "../identifiers/route-id.ts";

/** A pod as the `file` source lists it. */
export const listedPodSchema = z
  .strictObject({
    podId: podIdSchema,
    routeId: routeIdSchema.optional().describe("Default: the pod id, shortened where needed"),
    endpoint: endpointSchema.describe("Where the gateway reaches the pod"),
    workloadEndpoint: endpointSchema
      .optional()
      .describe("Where the workload report is read; default: the endpoint"),
    state: z.enum(["open", "draining"]).default("open"),
  })
  .meta({ id: "ListedPod" });

/** The file of the `file` source: pods by pool. It is watched; replace it atomically. */
export const podsFileSchema = z
  .strictObject({
    revision: z
      .int()
      .min(0)
      .optional()
      .describe("Told back by the lookup service, so that the writer knows what it has read"),
    pools: z.record(poolIdSchema, z.array(listedPodSchema).max(10_000)),
  })
  .superRefine(({ pools }, context) => {
    for (const [pool, pods] of Object.entries(pools)) {
      const seen = new Set<string>();
      for (const [index, { podId }] of pods.entries()) {
        if (seen.has(podId)) {
          context.addIssue({
            code: "custom",
            path: ["pools", pool, index, "podId"],
            message: "listed twice; a pod id is unique in its pool",
          });
        }
        seen.add(podId);
      }
    }
  })
  .meta({ id: "PodsFile", description: "The pods of each pool, for the file source" });

export type ListedPod = z.output<typeof listedPodSchema>;
export type PodsFile = z.output<typeof podsFileSchema>;
export type PodsFileInput = z.input<typeof podsFileSchema>;
