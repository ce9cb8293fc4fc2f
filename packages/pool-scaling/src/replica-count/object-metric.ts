import { INT64_MAX, toReplicas } from "./integers.ts";
import type { MetricOutcome } from "./metric-outcome.ts";
import { NO_PODS, type MetricContext } from "./pod-metric.ts";
import { isWithinTolerance } from "./tolerance.ts";

/**
 * One value for the whole workload against a target for the whole workload. The ratio is multiplied by the
 * pods that run and are ready, not by those asked for. From zero it is rounded up by itself.
 *
 * @param usage - milli-units
 * @param target - milli-units, above 0
 */
export function proposeForValue(context: MetricContext, usage: bigint, target: bigint): MetricOutcome {
  const { currentReplicas, pods, tolerance } = context;
  const ratio = Number(usage) / Number(target);
  if (currentReplicas === 0)
    return { replicas: toReplicas(Math.ceil(ratio)), reason: "from_zero", ratio, usage };
  if (isWithinTolerance(ratio, tolerance))
    return { replicas: currentReplicas, reason: "within_tolerance", ratio, usage };
  if (pods.length === 0) return { failure: `unable to calculate ready pods: ${NO_PODS}` };
  const ready = pods.filter((pod) => pod.phase === "Running" && pod.ready === true).length;
  return { replicas: toReplicas(Math.ceil(ratio * ready)), reason: "ratio", ratio, usage };
}

function usagePerPod(usage: bigint, replicas: number): bigint {
  if (Number(usage) >= Number(INT64_MAX)) return INT64_MAX;
  return replicas === 0 ? 0n : BigInt(Math.ceil(Number(usage) / replicas));
}

/**
 * One value for the whole workload against a target for each pod.
 *
 * @param usage - milli-units
 * @param target - milli-units for a pod, above 0
 */
export function proposeForValuePerPod(context: MetricContext, usage: bigint, target: bigint): MetricOutcome {
  const { statusReplicas, tolerance } = context;
  const ratio = Number(usage) / (Number(target) * statusReplicas);
  const found = { ratio, usage: usagePerPod(usage, statusReplicas) };
  if (isWithinTolerance(ratio, tolerance))
    return { ...found, replicas: statusReplicas, reason: "within_tolerance" };
  const replicas = toReplicas(Math.ceil(Number(usage) / Number(target)));
  return { ...found, replicas, reason: statusReplicas === 0 ? "from_zero" : "ratio" };
}
