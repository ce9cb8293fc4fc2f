import { z } from "zod";

const quantity = z
  .string()
  .max(64)
  .regex(
    /^[0-9]{1,19}(\.[0-9]{1,9})?(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$/,
    'a Kubernetes quantity in quotes, such as "10", "1.5" or "500m"',
  );
const name = z.string().min(1).max(253);

const averageValueTarget = z.strictObject({
  type: z.literal("AverageValue"),
  averageValue: quantity.describe("For a pod"),
});
const valueTarget = z.strictObject({
  type: z.literal("Value"),
  value: quantity.describe("For all pods together"),
});
const utilizationTarget = z.strictObject({
  type: z.literal("Utilization"),
  averageUtilization: z.int().min(1).max(2_147_483_647).describe("Per cent of what the pods request"),
});

const labelSelector = z
  .strictObject({
    matchLabels: z.record(z.string().max(317), z.string().max(63)).optional(),
    matchExpressions: z
      .array(
        z.strictObject({
          key: z.string().min(1).max(317),
          operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
          values: z.array(z.string().max(63)).max(64).optional(),
        }),
      )
      .max(64)
      .optional(),
  })
  .describe("A Kubernetes LabelSelector");

const metric = z.strictObject({
  name,
  selector: labelSelector.optional(),
});
const resourceTarget = z.discriminatedUnion("type", [utilizationTarget, averageValueTarget]);
const wholeTarget = z.discriminatedUnion("type", [valueTarget, averageValueTarget]);

/** One metric, in the form of Kubernetes' HorizontalPodAutoscaler v2. */
export const scalingMetricSchema = z
  .discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("Pods"),
      pods: z.strictObject({ metric, target: averageValueTarget }),
    }),
    z.strictObject({
      type: z.literal("Resource"),
      resource: z.strictObject({ name, target: resourceTarget }),
    }),
    z.strictObject({
      type: z.literal("ContainerResource"),
      containerResource: z.strictObject({ name, container: name, target: resourceTarget }),
    }),
    z.strictObject({
      type: z.literal("Object"),
      object: z.strictObject({
        describedObject: z.strictObject({ apiVersion: name.optional(), kind: name, name }),
        metric,
        target: wholeTarget,
      }),
    }),
    z.strictObject({
      type: z.literal("External"),
      external: z.strictObject({ metric, target: wholeTarget }),
    }),
  ])
  .meta({ id: "ScalingMetric" });

/** One metric beside the clients per pod. */
export type ScalingMetric = z.output<typeof scalingMetricSchema>;
