import { endpointSchema, podIdSchema, poolIdSchema, routeIdSchema } from "@fairlead/routing-schema";
import { z } from "zod";

const PHASES = ["starting", "open", "draining", "closed"] as const;
const timeMs = z.number().describe("Milliseconds since 1970");

/** A pod as the scaler sees it. */
export const scaledPodSchema = z
  .object({
    routeId: routeIdSchema,
    podId: podIdSchema.nullable().describe("null while the Job has no pod"),
    endpoint: endpointSchema.nullable(),
    phase: z.enum(PHASES),
    phaseSinceMs: timeMs,
    ready: z.boolean(),
    deleting: z.boolean(),
    clients: z.number().min(0).nullable().describe("null without a report"),
    reportAgeMs: z.number().min(0).nullable(),
    reason: z.string().describe("Why it is where it is, and what it waits for"),
    why: z.string().describe("The same as a sentence"),
  })
  .meta({ id: "ScaledPod" });

/** A condition of a pool. */
export const conditionSchema = z
  .object({
    type: z.enum([
      "ScaleDownBlocked",
      "StartsFailing",
      "DrainOverdue",
      "StatusNotStored",
      "ActionsFailing",
      "LookTooSlow",
    ]),
    status: z.boolean(),
    sinceMs: timeMs.nullable(),
    reason: z.string(),
  })
  .meta({ id: "Condition" });

/** A pool as the scaler sees it. */
export const scaledPoolSchema = z
  .object({
    pool: poolIdSchema,
    leader: z.boolean().describe("This process leads and acts; another one's view may be old"),
    observedAtMs: timeMs.nullable().describe("null before the first look"),
    desiredReplicas: z.int().min(0),
    minReplicas: z.int().min(0),
    maxReplicas: z.int().min(0),
    why: z
      .array(z.string())
      .describe("Why there are so many pods, in sentences; empty before the first look"),
    decision: z
      .string()
      .describe("What the number was decided by: the metric that asked for the most, and what held it back"),
    limit: z
      .object({ reason: z.string(), message: z.string() })
      .nullable()
      .describe("What held the number back, as the condition ScalingLimited of Kubernetes says it"),
    counts: z.object({
      starting: z.int().min(0),
      open: z.int().min(0),
      draining: z.int().min(0),
      closed: z.int().min(0),
    }),
    clients: z.number().min(0).describe("Sum of what the pods last reported"),
    waitingClients: z.number().min(0).describe("Clients that found no pod of late"),
    viewAgeMs: z.number().min(0).nullable().describe("Age of the lookup service's last view"),
    conditions: z.array(conditionSchema),
    fault: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .describe("Why the pool cannot be looked at at present"),
    pods: z.array(scaledPodSchema),
  })
  .meta({ id: "ScaledPool", description: "A pool with its pods, as the scaler sees it" });

/** The pools of a scaler. */
export const scaledPoolListSchema = z
  .object({
    leader: z.boolean().describe("This process leads and acts"),
    pools: z.array(poolIdSchema),
  })
  .meta({ id: "ScaledPoolList" });

/** Why a pool is as it is: what the planner and the replica count said last. */
export const explanationSchema = z
  .object({
    pool: poolIdSchema,
    replicaCount: z.looseObject({}).describe("How the number of replicas came about"),
    plan: z.looseObject({}).describe("What was planned, and what each pod waits for"),
  })
  .meta({ id: "Explanation" });

export type ScaledPool = z.output<typeof scaledPoolSchema>;
export type ScaledPod = z.output<typeof scaledPodSchema>;
