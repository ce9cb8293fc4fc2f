import { z } from "zod";

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

/** How many pods: the fields of Kubernetes' HorizontalPodAutoscaler v2, for clients per pod. */
export const scalingSpecSchema = z
  .strictObject({
    minReplicas: int32.default(1),
    maxReplicas: int32.min(1).default(10),
    targetClientsPerPod: z
      .number()
      .positive()
      .max(1_000_000_000)
      .default(10)
      .describe("Average clients that each pod should have"),
    behavior: z
      .strictObject({ scaleUp: scalingRulesSchema.optional(), scaleDown: scalingRulesSchema.optional() })
      .default({}),
  })
  .refine(({ minReplicas, maxReplicas }) => minReplicas <= maxReplicas, {
    path: ["maxReplicas"],
    message: "must not be smaller than minReplicas",
  })
  .meta({ id: "ScalingSpec" });

export type ScalingSpec = z.output<typeof scalingSpecSchema>;

/** When a pod may go. */
export const drainingSpecSchema = z
  .strictObject({
    maxDrainSeconds: z.int().min(0).max(2_592_000).optional().describe("Absent: no deadline"),
    onDeadline: z.enum(["wait", "delete"]).default("wait"),
    silentSeconds: z
      .int()
      .min(1)
      .max(2_592_000)
      .default(300)
      .describe("How long a pod without reports counts as busy"),
  })
  .meta({ id: "DrainingSpec" });

export type DrainingSpec = z.output<typeof drainingSpecSchema>;
