import type { MetricOutcome } from "./metric-outcome.ts";
import { averageRatio } from "./metric-ratio.ts";
import type { ObservedPod, PodSamples } from "./observed-pod.ts";
import { partitionPods, type CpuReadiness } from "./partition-pods.ts";
import { proposeForPods } from "./pods-proposal.ts";
import type { Tolerance } from "./tolerance.ts";

/** What every metric is held against. */
export interface MetricContext {
  /** Replicas that the workload is asked to have. */
  readonly currentReplicas: number;
  /** Replicas that it has. */
  readonly statusReplicas: number;
  readonly pods: readonly ObservedPod[];
  readonly tolerance: Tolerance;
  readonly cpuReadiness: CpuReadiness;
  readonly nowMs: number;
}

/** The failure of every metric of pods where there are none. */
export const NO_PODS = "no pods returned by selector while calculating replica count";

/**
 * Average value of a pod against a target, such as clients per pod, 10 each. Also the form for a resource with
 * a target of average value.
 *
 * @param target - milli-units, above 0
 * @param resource - the resource that is measured; `cpu` brings in its rules of readiness
 */
export function proposeForAverageOfPods(
  context: MetricContext,
  samples: PodSamples,
  target: bigint,
  resource?: string,
): MetricOutcome {
  if (context.pods.length === 0) return { failure: NO_PODS };
  const readiness = resource === "cpu" ? context.cpuReadiness : undefined;
  return proposeForPods({
    ...context,
    samples,
    partition: partitionPods(context.pods, samples, readiness, context.nowMs),
    measure: (totals) => averageRatio(totals, target),
    assumedUsage: () => target,
  });
}
