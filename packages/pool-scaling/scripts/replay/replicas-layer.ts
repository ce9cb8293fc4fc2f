import { z } from "zod";
import { evaluateMetric } from "../../src/replica-count/evaluate-metric.ts";
import type { MetricInput } from "../../src/replica-count/metric-input.ts";
import { isFailure } from "../../src/replica-count/metric-outcome.ts";
import type { ObservedPod, PodSample } from "../../src/replica-count/observed-pod.ts";
import type { PodUsage } from "../../src/replica-count/resource-usage.ts";
import type { CaseConstants } from "./case-file.ts";
import { count, NOW_MS, podSchema, quantity, secondsAgo, toleranceOf, toleranceSchema } from "./fields.ts";

/** What the code under test gives, by the names of the expectations without `expected`. */
export type Got = Readonly<Record<string, unknown>>;

/** Times of samples are those of the fixtures: none, with windows of a minute. */
const WINDOW_MS = 60_000;
/** What "long ago" is for a pod that says no start. */
const LONG_AGO_MS = 0;

const common = {
  currentReplicas: count,
  statusReplicas: count.nullish(),
  pods: z.array(podSchema).nullish(),
  tolerance: toleranceSchema,
  metricPodNames: z.array(z.string()).nullish(),
};
const values = z.union([z.array(quantity), quantity.transform((value) => [value])]);
const perContainer = z.array(z.union([z.array(quantity), quantity]));

const caseSchema = z.discriminatedUnion("kind", [
  z.looseObject({
    ...common,
    kind: z.literal("resourceUtilization"),
    resource: z.string().default("cpu"),
    container: z.string().nullish(),
    targetUtilizationPercent: count,
    podRequestsMilliPerContainer: perContainer,
    podMetricsMilliPerContainer: perContainer,
  }),
  z.looseObject({
    ...common,
    kind: z.literal("podMetric"),
    targetPerPodMilli: quantity,
    podMetricsMilli: z.array(quantity),
  }),
  z.looseObject({ ...common, kind: z.literal("object"), targetMilli: quantity, metricMilli: values }),
  z.looseObject({
    ...common,
    kind: z.literal("objectPerPod"),
    targetPerPodMilli: quantity,
    metricMilli: values,
  }),
  z.looseObject({ ...common, kind: z.literal("external"), targetMilli: quantity, metricMilli: values }),
  z.looseObject({
    ...common,
    kind: z.literal("externalPerPod"),
    targetPerPodMilli: quantity,
    metricMilli: values,
  }),
]);

/** Names of containers, as in the fixtures. */
export const containerName = (index: number): string => `container${index + 1}`;

/** A pod's requests: one value is that of each container. */
export function containersOf(
  requests: readonly bigint[] | bigint | undefined,
  resource: string,
  containers: number,
): ObservedPod["containers"] {
  return Array.from({ length: containers }, (_, index) => {
    const request = typeof requests === "object" ? requests[index] : requests;
    const name = containerName(index);
    return request === undefined ? { name } : { name, requests: { [resource]: request } };
  });
}

/** A pod's use: one value is that of each container, and a container past the end of a list has none. */
export function usageOf(
  podName: string,
  usage: readonly bigint[] | bigint,
  resource: string,
  containers: number,
): PodUsage {
  return {
    podName,
    windowMs: WINDOW_MS,
    containers: Array.from({ length: containers }, (_, index) => {
      const value = typeof usage === "object" ? usage[index] : usage;
      return { name: containerName(index), usage: value === undefined ? {} : { [resource]: value } };
    }),
  };
}

/** A pod as the code under test has it. */
export function observedPod(pod: z.output<typeof podSchema>): ObservedPod {
  const { name, phase, ready, startedSecondsAgo, readyTransitionSecondsAgo, deleting } = pod;
  return {
    name,
    phase,
    ready: ready ?? null,
    deleting,
    startedAtMs: typeof startedSecondsAgo === "number" ? secondsAgo(startedSecondsAgo) : LONG_AGO_MS,
    ...(typeof readyTransitionSecondsAgo === "number"
      ? { readyChangedAtMs: secondsAgo(readyTransitionSecondsAgo) }
      : {}),
  };
}

type Parsed = z.output<typeof caseSchema>;

function metricOf(parsed: Parsed, podName: (index: number) => string, containers: number): MetricInput {
  const name = "qps";
  switch (parsed.kind) {
    case "resourceUtilization": {
      const { resource, container, targetUtilizationPercent, podMetricsMilliPerContainer } = parsed;
      const target = { averageUtilization: targetUtilizationPercent };
      const reading = podMetricsMilliPerContainer.map((usage, index) =>
        usageOf(podName(index), usage, resource, containers),
      );
      return typeof container === "string" && container !== ""
        ? { type: "ContainerResource", name: resource, container, target, reading }
        : { type: "Resource", name: resource, target, reading };
    }
    case "podMetric": {
      const samples = parsed.podMetricsMilli.map((value, index): [string, PodSample] => [
        podName(index),
        { value, windowMs: WINDOW_MS },
      ]);
      return {
        type: "Pods",
        name,
        target: { averageValue: parsed.targetPerPodMilli },
        reading: new Map(samples),
      };
    }
    case "object":
    case "objectPerPod": {
      const target =
        parsed.kind === "object" ? { value: parsed.targetMilli } : { averageValue: parsed.targetPerPodMilli };
      const [reading] = parsed.metricMilli;
      return { type: "Object", name, target, reading: reading ?? { failure: "no metrics returned" } };
    }
    default: {
      const target =
        parsed.kind === "external"
          ? { value: parsed.targetMilli }
          : { averageValue: parsed.targetPerPodMilli };
      return { type: "External", name, target, reading: parsed.metricMilli };
    }
  }
}

/** Runs a case of the layer `replicas`: one metric. */
export function runReplicas(fields: unknown, constants: CaseConstants): Got {
  const parsed = caseSchema.parse(fields);
  const containers = constants.numContainersPerPod;
  const listed = parsed.pods ?? [];
  const requests = parsed.kind === "resourceUtilization" ? parsed.podRequestsMilliPerContainer : [];
  const resource = parsed.kind === "resourceUtilization" ? parsed.resource : "";
  const pods = listed.map((pod, index) => ({
    ...observedPod(pod),
    containers: containersOf(requests[index], resource, containers) ?? [],
  }));
  const podName = (index: number): string =>
    parsed.metricPodNames?.[index] ?? listed[index]?.name ?? `test-pod-${index}`;
  const outcome = evaluateMetric(
    {
      currentReplicas: parsed.currentReplicas,
      statusReplicas: parsed.statusReplicas ?? parsed.currentReplicas,
      pods,
      tolerance: toleranceOf(parsed.tolerance, constants.defaultTolerance),
      cpuReadiness: {
        initializationPeriodMs: constants.testCpuInitializationPeriodSeconds * 1_000,
        initialReadinessDelayMs: constants.testDelayOfInitialReadinessSeconds * 1_000,
      },
      nowMs: NOW_MS,
    },
    metricOf(parsed, podName, containers),
  );
  if (isFailure(outcome)) return { Error: outcome.failure };
  if (!("ratio" in outcome)) return { Error: "not a metric" };
  const { replicas, usage, utilizationPercent } = outcome;
  return {
    Replicas: replicas,
    UsageMilli: usage,
    AverageMilli: usage,
    RawValue: usage,
    UtilizationPercent: utilizationPercent,
  };
}
