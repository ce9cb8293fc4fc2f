import { parseQuantity, type PodSample, type PodUsage } from "@fairlead/pool-scaling";
import { z } from "zod";

const quantity = z.string().transform((text, context) => {
  const milli = parseQuantity(text);
  if (milli !== undefined) return milli;
  context.addIssue({ code: "custom", message: `${text} is no quantity that is not negative` });
  return z.NEVER;
});

const UNITS_MS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
/** A duration as Go writes it, such as `30s` or `1m0.5s`, in ms. */
const duration = z
  .string()
  .regex(/^(\d+(\.\d+)?(h|ms|m|s))+$/)
  .transform((text) =>
    [...text.matchAll(/([\d.]+)(h|ms|m|s)/g)].reduce(
      (sum, [, count, unit = ""]) => sum + Number(count) * (UNITS_MS[unit] ?? 0),
      0,
    ),
  );
const time = z
  .string()
  .transform((text) => Date.parse(text))
  .pipe(z.number());

/** `PodMetricsList` of metrics.k8s.io/v1beta1. */
export const podUsages = z
  .object({
    items: z.array(
      z.object({
        metadata: z.object({ name: z.string() }),
        timestamp: time,
        window: duration,
        containers: z.array(z.object({ name: z.string(), usage: z.record(z.string(), quantity) })),
      }),
    ),
  })
  .transform(({ items }): readonly PodUsage[] =>
    items.map(({ containers, metadata, timestamp, window }) => ({
      podName: metadata.name,
      atMs: timestamp,
      windowMs: window,
      containers,
    })),
  );

const metricValues = z.object({
  items: z.array(
    z.object({ describedObject: z.object({ name: z.string().optional() }).optional(), value: quantity }),
  ),
});

/** `MetricValueList` of custom.metrics.k8s.io, by the name of the pod that each value describes. */
export const podSamples = metricValues.transform(
  ({ items }): ReadonlyMap<string, PodSample> =>
    new Map(items.map(({ describedObject, value }) => [describedObject?.name ?? "", { value }])),
);

/** `MetricValueList` of custom.metrics.k8s.io for one object, or `ExternalMetricValueList` of external.metrics.k8s.io. */
export const values = metricValues.transform(({ items }): readonly bigint[] =>
  items.map(({ value }) => value),
);

/** `APIGroup`. */
export const apiGroup = z.object({ preferredVersion: z.object({ groupVersion: z.string() }) });

/** `APIResourceList`. */
export const apiResources = z.object({
  resources: z.array(z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() })),
});
