import { z } from "zod";

/**
 * Forms of the fields that cases share. Times are seconds before the case began; the clock goes on by one
 * millisecond before the code under test reads it, as it does in the tests the cases are from.
 */

/** Beginning of every case, in milliseconds. */
export const STARTED_MS = 1_000_000_000_000;
/** When the code under test reads the clock. */
export const NOW_MS = STARTED_MS + 1;

/** Milliseconds of a time that is given in seconds before the beginning. */
export const secondsAgo = (seconds: number): number => STARTED_MS - seconds * 1_000;

export const count = z.number().min(-1e12).max(1e12);

/** Milli-units; bigint where a double would not be exact. */
export const quantity = z
  .union([z.bigint(), z.int(), z.string().regex(/^-?\d+$/)])
  .transform((value) => BigInt(value));

export const policySchema = z.looseObject({
  type: z.enum(["Pods", "Percent"]),
  value: count,
  periodSeconds: count,
});

/** Rules of one direction; what is absent or null is Kubernetes' default. */
export const rulesSchema = z
  .looseObject({
    selectPolicy: z.enum(["Max", "Min", "Disabled"]).nullish(),
    stabilizationWindowSeconds: count.nullish(),
    policies: z.array(policySchema).nullish(),
    tolerance: z.number().nullish(),
  })
  .transform(({ selectPolicy, stabilizationWindowSeconds, policies, tolerance }) => ({
    selectPolicy: selectPolicy ?? undefined,
    stabilizationWindowSeconds: stabilizationWindowSeconds ?? undefined,
    policies: policies ?? undefined,
    tolerance: tolerance ?? undefined,
  }));

export const eventsSchema = z
  .array(z.looseObject({ change: count, secondsAgo: count }))
  .nullish()
  .transform((events) =>
    (events ?? []).map((event) => ({ change: event.change, atMs: secondsAgo(event.secondsAgo) })),
  );

export const recommendationsSchema = z
  .array(z.looseObject({ replicas: count, secondsAgo: count }))
  .transform((log) => log.map((entry) => ({ replicas: entry.replicas, atMs: secondsAgo(entry.secondsAgo) })));

const toleranceSchema = z
  .looseObject({ scaleUp: z.number().nullish(), scaleDown: z.number().nullish() })
  .nullish();

/** Tolerances with those that are absent filled in. */
export const toleranceOf = (
  input: z.input<typeof toleranceSchema>,
  fallback: number,
): { scaleUp: number; scaleDown: number } => ({
  scaleUp: input?.scaleUp ?? fallback,
  scaleDown: input?.scaleDown ?? fallback,
});

export { toleranceSchema };

const phaseSchema = z.enum(["Pending", "Running", "Succeeded", "Failed", "Unknown"]).default("Running");

/** A pod of the layers `replicas` and `reconcile`; a start of null is long ago. */
export const podSchema = z.looseObject({
  name: z.string(),
  ready: z.boolean().nullish(),
  phase: phaseSchema,
  startedSecondsAgo: count.nullish(),
  readyTransitionSecondsAgo: count.nullish(),
  deleting: z.boolean().default(false),
});

/** A pod of the layer `groupPods`; null is a field that the pod does not have. */
export const groupedPodSchema = z.looseObject({
  name: z.string(),
  phase: phaseSchema,
  readyCondition: z.boolean().nullish(),
  readyTransitionSecondsAgo: count.nullish(),
  startedSecondsAgo: count.nullish(),
  deleting: z.boolean().default(false),
});
