import { z } from "zod";
import { desiredReplicas } from "../../src/replica-count/desired-replicas.ts";
import type { MetricInput } from "../../src/replica-count/metric-input.ts";
import type { CaseConstants } from "./case-file.ts";
import {
  count,
  eventsSchema,
  NOW_MS,
  podSchema,
  quantity,
  recommendationsSchema,
  rulesSchema,
  toleranceOf,
  toleranceSchema,
} from "./fields.ts";
import { containersOf, observedPod, usageOf, type Got } from "./replicas-layer.ts";

const perPod = z.array(z.union([quantity, z.array(quantity)]));

const caseSchema = z.looseObject({
  minReplicas: count.nullish().transform((value) => value ?? 1),
  maxReplicas: count,
  currentReplicas: count,
  statusReplicas: count.nullish(),
  cpuTargetPercent: count,
  podMetricsMilliPerContainer: perPod,
  podRequestsMilli: perPod.nullish(),
  pods: z.array(podSchema).nullish(),
  tolerance: toleranceSchema,
  scaleUp: rulesSchema.nullish(),
  scaleDown: rulesSchema.nullish(),
  scaleUpEvents: eventsSchema,
  scaleDownEvents: eventsSchema,
  recommendations: recommendationsSchema.nullish(),
  downWindowSeconds: count.nullish(),
  note: z.string().nullish(),
});

/** A second metric is in the note only, as is that it fails. */
const FAILING_METRIC = /second \((external|object|pods)\) metric (?:errors|fails|is invalid)/;
const FAILURE = { failure: "the reading failed" };

function failingMetric(note: string): MetricInput[] {
  const target = { value: 1_000n, averageValue: 1_000n };
  switch (FAILING_METRIC.exec(note)?.[1]) {
    case "external":
      return [{ type: "External", name: "qps", target, reading: FAILURE }];
    case "object":
      return [{ type: "Object", name: "qps", target, reading: FAILURE }];
    case "pods":
      return [{ type: "Pods", name: "qps", target, reading: FAILURE }];
    default:
      return [];
  }
}

/** Runs a case of the layer `reconcile`: a whole decision. */
export function runReconcile(fields: unknown, constants: CaseConstants): Got {
  const parsed = caseSchema.parse(fields);
  const containers = constants.numContainersPerPod;
  const { currentReplicas, scaleUp, scaleDown } = parsed;
  const statusReplicas = parsed.statusReplicas ?? currentReplicas;
  const listed =
    parsed.pods ??
    Array.from({ length: statusReplicas }, (_, index) =>
      podSchema.parse({ name: `test-pod-${index}`, ready: true }),
    );
  const hasBehavior =
    (scaleUp !== null && scaleUp !== undefined) || (scaleDown !== null && scaleDown !== undefined);
  const cpu: MetricInput = {
    type: "Resource",
    name: "cpu",
    target: { averageUtilization: parsed.cpuTargetPercent },
    reading: parsed.podMetricsMilliPerContainer.map((usage, index) =>
      usageOf(listed[index]?.name ?? `test-pod-${index}`, usage, "cpu", containers),
    ),
  };
  const { desired, explanation } = desiredReplicas(
    {
      minReplicas: parsed.minReplicas,
      maxReplicas: parsed.maxReplicas,
      currentReplicas,
      statusReplicas,
      pods: listed.map((pod, index) => ({
        ...observedPod(pod),
        containers: containersOf(parsed.podRequestsMilli?.[index], "cpu", containers) ?? [],
      })),
      metrics: [cpu, ...failingMetric(parsed.note ?? "")],
      tolerance: toleranceOf(parsed.tolerance, constants.defaultTolerance),
      cpuReadiness: {
        initializationPeriodMs: constants.testCpuInitializationPeriodSeconds * 1_000,
        initialReadinessDelayMs: constants.testDelayOfInitialReadinessSeconds * 1_000,
      },
      downscaleWindowSeconds: parsed.downWindowSeconds ?? undefined,
      ...(hasBehavior
        ? { behavior: { scaleUp: scaleUp ?? undefined, scaleDown: scaleDown ?? undefined } }
        : {}),
    },
    // The fixtures begin with an empty log, so that no window holds anything back.
    {
      recommendations: parsed.recommendations ?? [],
      scaleUpEvents: parsed.scaleUpEvents,
      scaleDownEvents: parsed.scaleDownEvents,
      scaledToZero: false,
    },
    NOW_MS,
  );
  return {
    Replicas: desired,
    ScaleUpdated: desired !== currentReplicas,
    Error: explanation.step === "no_usable_metric",
    Condition: explanation.conditions,
  };
}
