import { z } from "zod";
import { scalingMetricSchema } from "./scaling-metrics.ts";

const int32 = z.int().min(0).max(2_147_483_647);

const scalingPolicySchema = z
  .strictObject({
    type: z.enum(["Pods", "Percent"]),
    value: int32.min(1),
    periodSeconds: z.int().min(1).max(1_800),
  })
  .meta({ id: "ScalingPolicy" });

const scalingRulesSchema = z
  .strictObject({
    stabilizationWindowSeconds: z.int().min(0).max(3_600).optional(),
    selectPolicy: z.enum(["Max", "Min", "Disabled"]).default("Max"),
    policies: z.array(scalingPolicySchema).max(16).optional(),
    tolerance: z.number().min(0).max(1).optional(),
  })
  .meta({ id: "ScalingRules" });

/** Places kept free for clients to come; of both the one that asks for more pods holds. */
const scalingBufferSchema = z
  .strictObject({
    minFree: int32.optional().describe("Places"),
    minFreePercent: z.number().min(0).max(99).optional().describe("Share of all places"),
  })
  .meta({ id: "ScalingBuffer" });

const CRON = /^\S+( +\S+){4}$/;
const CRON_FORM = "five cron fields: minute, hour, day of month, month, day of week";

const scheduleWindowSchema = z
  .strictObject({
    name: z.string().min(1).max(63),
    start: z.string().max(128).regex(CRON, CRON_FORM),
    end: z.string().max(128).regex(CRON, CRON_FORM),
    timeZone: z.string().min(1).max(64).default("UTC").describe("IANA name, such as Europe/Berlin"),
    minReplicas: int32.optional().describe("Absent: the pool's own"),
    maxReplicas: int32.min(1).optional().describe("Absent: the pool's own"),
  })
  .meta({ id: "ScheduleWindow" });

/** When the last pod goes. A pool whose `minReplicas` is not 0 keeps it in any case. */
const scaleToZeroSchema = z
  .strictObject({
    idleSeconds: z
      .int()
      .min(0)
      .max(86_400)
      .default(300)
      .describe("How long the last pod stays without a client"),
  })
  .meta({ id: "ScaleToZero" });

/** How many pods: the fields of Kubernetes' HorizontalPodAutoscaler v2, for clients per pod. */
export const scalingSpecSchema = z
  .strictObject({
    minReplicas: int32
      .default(1)
      .describe("The fewest pods; 0 needs scaleToZero or another metric to wake the pool"),
    maxReplicas: int32.min(1).default(10).describe("The most pods that serve; those that drain come on top"),
    targetClientsPerPod: z
      .number()
      .positive()
      .max(1_000_000_000)
      .default(10)
      .describe("Average clients that each pod should have"),
    metrics: z
      .array(scalingMetricSchema)
      .max(32)
      .default([])
      .describe("Further metrics beside the clients; the one that asks for most pods holds"),
    behavior: z
      .strictObject({ scaleUp: scalingRulesSchema.optional(), scaleDown: scalingRulesSchema.optional() })
      .default({})
      .describe("How fast the number changes, as in a HorizontalPodAutoscaler"),
    buffer: scalingBufferSchema.optional().describe("Places kept free for clients to come"),
    schedule: z
      .array(scheduleWindowSchema)
      .max(32)
      .default([])
      .describe("Times with a minimum or maximum of their own"),
    scaleToZero: scaleToZeroSchema.optional().describe("When the last pod goes, where minReplicas is 0"),
  })
  .refine(({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas, {
    path: ["maxReplicas"],
    message: "must not be smaller than minReplicas",
  })
  .meta({ id: "ScalingSpec" });

export type ScalingSpec = z.output<typeof scalingSpecSchema>;

/** A program of the user's that says which pods go, in the form of KEP-3189 (docs/scaling.md). */
export const pickerSpecSchema = z
  .strictObject({
    url: z
      .string()
      .max(2_048)
      .regex(/^https?:\/\/[^\s/?#]+(?:[/?#]\S*)?$/, "an http or https URL")
      .describe("Asked by POST before open pods drain because there are more than wanted"),
    timeoutSeconds: z
      .number()
      .min(0.1)
      .max(30)
      .default(2)
      .describe("Without an answer by then, the scaler's own order decides"),
  })
  .meta({ id: "PickerSpec" });

export type PickerSpec = z.output<typeof pickerSpecSchema>;

/** Which pods go first, and when one may. */
export const drainingSpecSchema = z
  .strictObject({
    preference: z
      .enum(["pack", "spread"])
      .default("pack")
      .describe(
        "Of pods with equally few clients, pack: nodes with few pods are emptied; spread: nodes keep equally many",
      ),
    picker: pickerSpecSchema.optional().describe("Absent: the scaler's own order decides"),
    maxDrainSeconds: z.int().min(0).max(2_592_000).optional().describe("Absent: no deadline"),
    onDeadline: z.enum(["wait", "delete"]).default("wait"),
    onPoolDeletion: z
      .enum(["drain", "delete"])
      .default("drain")
      .describe(
        "A pool that is deleted; drain: keeps its pods until their clients have left; delete: does not",
      ),
    silentSeconds: z
      .int()
      .min(1)
      .max(2_592_000)
      .default(300)
      .describe("How long a pod without reports counts as busy"),
  })
  .meta({ id: "DrainingSpec" });

export type DrainingSpec = z.output<typeof drainingSpecSchema>;
