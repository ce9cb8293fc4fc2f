import { z } from "zod";

const count = z.int().min(0);
const time = z
  .string()
  .max(64)
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/, "a time of RFC 3339");

/** How many pods a `PodPool` tells of one by one; of more only the counts are told. */
export const POD_POOL_STATUS_MAX_PODS = 100;

/** A condition, in the form that all of Kubernetes uses. */
const conditionSchema = z
  .strictObject({
    type: z.string().max(316),
    status: z.enum(["True", "False", "Unknown"]),
    reason: z.string().max(1_024).describe("One word for programs"),
    message: z.string().max(32_768).describe("For people"),
    lastTransitionTime: time.describe("When `status` changed last"),
    observedGeneration: count.optional(),
  })
  .meta({ id: "PodPoolCondition" });

const statusPodSchema = z
  .strictObject({
    name: z.string().max(253).optional().describe("The pod id; absent while the Job has no pod"),
    routeId: z.string().max(63),
    phase: z.enum(["starting", "open", "draining", "closed"]),
    clients: z.number().min(0).optional().describe("As last reported; absent without a report"),
    why: z.string().max(1_024).describe("Why it is there, and what it waits for"),
  })
  .meta({ id: "PodPoolStatusPod" });

/** What the scaler says of a pool. */
export const podPoolStatusSchema = z
  .strictObject({
    observedGeneration: count.optional().describe("The generation of the spec that this follows from"),
    replicas: count.optional().describe("Pods that count as replicas: starting and open ones"),
    selector: z
      .string()
      .max(1_024)
      .optional()
      .describe("Label selector of the pods, for the scale subresource"),
    desiredReplicas: count.optional().describe("Replicas that the load asks for"),
    why: z.string().max(4_096).optional().describe("Why there are so many"),
    phases: z
      .strictObject({ starting: count, open: count, draining: count, closed: count })
      .optional()
      .describe("How many pods are in which phase"),
    clients: z.number().min(0).optional().describe("Sum of what the pods last reported"),
    waitingClients: z.number().min(0).optional().describe("Clients that found no pod of late"),
    conditions: z.array(conditionSchema).max(16).optional(),
    pods: z.array(statusPodSchema).max(POD_POOL_STATUS_MAX_PODS).optional().describe("The newest pods"),
    memory: z.looseObject({}).optional().describe("What the scaler remembers from one decision to the next"),
  })
  .meta({ id: "PodPoolStatus", description: "What the scaler says of the pool" });

export type PodPoolStatus = z.output<typeof podPoolStatusSchema>;
