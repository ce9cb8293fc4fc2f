import { UNLISTED_REASONS } from "../sources/pod-source.ts";
import { endpointSchema, podIdSchema, poolIdSchema, routeIdSchema } from "@fairlead/routing-schema";
import { z } from "zod";
import { COLLECTION_CAUSES } from "./pod-reading.ts";

const POD_STATUSES = [
  "ready",
  "stale",
  "failing",
  "failing_stale",
  "full_stale",
  "full",
  "draining",
] as const;
const FILTERS = ["not-open", "no-room", "failing", "stale"] as const;

/** A pod as the service shows it. */
export const podViewSchema = z
  .object({
    podId: podIdSchema,
    routeId: routeIdSchema.nullable().describe("null where the pool does not route by route id"),
    endpoint: endpointSchema.nullable().describe("null where the pool does not route by endpoint"),
    workloadEndpoint: endpointSchema.describe("Where the workload report is read"),
    state: z.enum(["open", "draining"]),
    status: z.enum(POD_STATUSES).describe("What the filters make of the pod"),
    keptOutBy: z.enum(FILTERS).nullable().describe("The filter that keeps it out at present"),
    clients: z.number().min(0).nullable().describe("Clients that it last reported"),
    picks: z.number().min(0).describe("Picks since that report, as far as they still count"),
    load: z.number().min(0).describe("Estimated clients"),
    capacity: z.number().positive().nullable(),
    room: z.number().min(0).nullable().describe("Clients it still takes; null for no limit"),
    score: z.number().min(0),
    penalty: z.number().min(0).describe("Decayed errors; above 0.5 the pod is failing"),
    ageMs: z.number().min(0).nullable().describe("Age of the report"),
    failures: z.int().min(0).describe("Failed reads since the last good one"),
    fault: z
      .object({ cause: z.enum(COLLECTION_CAUSES), detail: z.string() })
      .nullable()
      .describe("Why the last read failed"),
  })
  .meta({ id: "Pod", description: "A pod with its load" });

const faultSchema = z.object({ code: z.string(), message: z.string() }).nullable();

/** What the source has read of a pod's phase. */
export const podPhaseSchema = z
  .object({
    podId: podIdSchema,
    routeId: routeIdSchema.describe("Of the pod's Job, however the pool routes"),
    phaseRevision: z
      .int()
      .min(0)
      .nullable()
      .describe("Revision of the phase that this replica has read; null where the pod carries none"),
    state: z
      .enum(["open", "draining", "unlisted"])
      .describe("open: given to new clients; draining: to those that name it; unlisted: to nobody"),
    unlistedBecause: z.enum(UNLISTED_REASONS).nullable(),
    report: z
      .object({
        clients: z.number().min(0),
        capacity: z.number().positive().nullable(),
        draining: z.boolean(),
        ageMs: z.number().min(0).describe("Since it arrived"),
      })
      .nullable()
      .describe("What the pod pushed last since it is closed; null where it is not, or pushed nothing"),
  })
  .meta({ id: "PodPhase" });

/** What a replica has read of the phases of a pool's pods, and how certain it is. */
export const podPhasesSchema = z
  .object({
    ageMs: z
      .number()
      .min(0)
      .describe("How long ago this replica last heard its source; what happened since may be unknown to it"),
    pods: z.array(podPhaseSchema).describe("Every pod of the pool, listed or not"),
  })
  .meta({ id: "PodPhases" });

/** How picks are shared with other replicas. */
const sharedPicksViewSchema = z
  .object({
    connected: z.boolean().describe("Picks are exchanged at present"),
    replicas: z.int().min(0).describe("Other replicas that told of picks within the lease"),
    sent: z.int().min(0).describe("Picks of this replica that the others were told of, since its start"),
    taken: z.int().min(0).describe("Picks of others that were added to the load, since its start"),
    dropped: z.int().min(0).describe("Picks that were told too late or of no pod that is known"),
    fault: faultSchema.describe("Why picks are not shared at present; each replica goes by its own"),
  })
  .meta({ id: "SharedPicks" });

/** A pool in the list of pools. */
export const poolSummarySchema = z
  .object({
    pool: poolIdSchema,
    pods: z.int().min(0),
    open: z.int().min(0),
    draining: z.int().min(0),
    clients: z.number().min(0).describe("Sum of what the pods reported"),
    load: z.number().min(0).describe("Sum of the estimates"),
    blind: z.boolean().describe("No open pod has a fresh report"),
    askers: z.int().min(1).describe("Filter instances that told of picks within the lease"),
    fault: faultSchema.describe(
      "Why the pool's settings cannot be read at present; those read before stay in force",
    ),
  })
  .meta({ id: "PoolSummary" });

/** A pool with its pods. */
export const poolViewSchema = z
  .object({
    ...poolSummarySchema.shape,
    pods: z.array(podViewSchema),
    workload: z.enum(["json", "prometheus", "push"]),
    scorer: z.string(),
    picker: z.string(),
    leaseSeconds: z.number(),
    routing: z.enum(["subset", "override-host", "both"]),
    waitingClients: z.int().min(0).describe("Lookups that found no pod within the last second"),
    revision: z
      .int()
      .min(0)
      .nullable()
      .describe("Revision of the pods file that this follows; null without one"),
    sharedPicks: sharedPicksViewSchema
      .nullable()
      .describe("How picks are shared with other replicas; null where they are not to be"),
    phases: podPhasesSchema
      .nullable()
      .describe("What the source has read of the phases; null where it knows of none"),
  })
  .meta({ id: "Pool", description: "A pool with its pods and their load" });

/** All pools, and how the source does. */
export const poolListSchema = z
  .object({
    ready: z.boolean().describe("The source has been read at least once"),
    source: z.object({
      kind: z.string(),
      fault: faultSchema.describe("Why the pods cannot be read at present; those read before stay in force"),
    }),
    pools: z.array(poolSummarySchema),
  })
  .meta({ id: "PoolList" });

export type PodView = z.output<typeof podViewSchema>;
export type PoolSummary = z.output<typeof poolSummarySchema>;
export type PoolView = z.output<typeof poolViewSchema>;
export type PoolList = z.output<typeof poolListSchema>;
