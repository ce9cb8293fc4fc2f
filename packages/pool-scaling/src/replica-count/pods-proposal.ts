import { toReplicas } from "./integers.ts";
import { isFailure, type MetricFailure, type MetricOutcome } from "./metric-outcome.ts";
import type { PodValues, UsageRatio } from "./metric-ratio.ts";
import type { PodSamples } from "./observed-pod.ts";
import type { PodPartition } from "./partition-pods.ts";
import { isWithinTolerance, type Tolerance } from "./tolerance.ts";

/** What a metric of pods is proposed from. */
export interface PodsProposalOptions {
  readonly currentReplicas: number;
  readonly tolerance: Tolerance;
  readonly partition: PodPartition;
  readonly samples: PodSamples;
  readonly measure: (values: PodValues) => UsageRatio | MetricFailure;
  /** What a pod without a sample is taken to use when the rest says down. */
  readonly assumedUsage: (pod: string) => bigint;
}

/**
 * The part that all metrics of pods share. Pods that cannot be measured are filled in against the direction
 * of the others: as a full pod when these say down, as an empty one when they say up. What then lies within
 * the tolerance, or turns the direction, changes nothing.
 */
export function proposeForPods(options: PodsProposalOptions): MetricOutcome {
  const { currentReplicas, tolerance, partition, samples, measure, assumedUsage } = options;
  const values = new Map<string, bigint>();
  for (const [name, { value }] of samples) values.set(name, value);
  for (const name of partition.ignored) values.delete(name);
  for (const name of partition.unready) values.delete(name);
  if (values.size === 0)
    return { failure: "did not receive metrics for targeted pods (pods might be unready)" };

  const measured = measure(values);
  if (isFailure(measured)) return measured;
  const { ratio } = measured;
  const found = { ...measured, pods: partition };
  const fillUnready = partition.unready.length > 0 && ratio > 1;
  if (!fillUnready && partition.missing.length === 0) {
    if (isWithinTolerance(ratio, tolerance))
      return { ...found, replicas: currentReplicas, reason: "within_tolerance" };
    return { ...found, replicas: toReplicas(Math.ceil(ratio * partition.readyCount)), reason: "ratio" };
  }

  // At a ratio of exactly 1 the missing pods stay out: they can neither raise nor lower it.
  if (ratio < 1) for (const name of partition.missing) values.set(name, assumedUsage(name));
  else if (ratio > 1) for (const name of partition.missing) values.set(name, 0n);
  if (fillUnready) for (const name of partition.unready) values.set(name, 0n);
  const refilled = measure(values);
  if (isFailure(refilled)) return refilled;
  const adjustedRatio = refilled.ratio;
  const adjusted = { ...found, adjustedRatio };
  const unchanged = { ...adjusted, replicas: currentReplicas };
  if (isWithinTolerance(adjustedRatio, tolerance))
    return { ...unchanged, reason: "missing_pods_within_tolerance" };
  const replicas = toReplicas(Math.ceil(adjustedRatio * values.size));
  const turns =
    (ratio < 1 && adjustedRatio > 1) ||
    (ratio > 1 && adjustedRatio < 1) ||
    (adjustedRatio < 1 && replicas > currentReplicas) ||
    (adjustedRatio > 1 && replicas < currentReplicas);
  if (turns) return { ...unchanged, reason: "missing_pods_turn_direction" };
  return { ...adjusted, replicas, reason: "ratio" };
}
