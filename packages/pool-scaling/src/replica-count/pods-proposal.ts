import { toReplicas } from "./integers.ts";
import { isFailure, type MetricFailure, type MetricOutcome } from "./metric-outcome.ts";
import type { PodTotals, UsageRatio } from "./metric-ratio.ts";
import type { PodSamples } from "./observed-pod.ts";
import type { PodPartition } from "./partition-pods.ts";
import { isWithinTolerance, type Tolerance } from "./tolerance.ts";

/** Requests in milli-units by the name of the pod. */
export type PodRequests = ReadonlyMap<string, bigint>;

/** What a metric of pods is proposed from. */
export interface PodsProposalOptions {
  readonly currentReplicas: number;
  readonly tolerance: Tolerance;
  readonly partition: PodPartition;
  readonly samples: PodSamples;
  /** For shares of the requests alone. Samples of pods that it lacks are superfluous, and left out. */
  readonly requests?: () => PodRequests | MetricFailure;
  readonly measure: (totals: PodTotals) => UsageRatio | MetricFailure;
  /** What a pod without a sample is taken to use when the rest says down. */
  readonly assumedUsage: (request: bigint) => bigint;
}

/** Adds up samples, without those of pods that do not count. `sampled` has the superfluous ones in it. */
function addUp(
  samples: PodSamples,
  excluded: ReadonlySet<string>,
  requests: PodRequests | undefined,
): PodTotals & { readonly sampled: number } {
  let used = 0n;
  let requested = 0n;
  let pods = 0;
  let sampled = 0;
  for (const [name, { value }] of samples) {
    if (excluded.has(name)) continue;
    sampled += 1;
    if (requests !== undefined) {
      const request = requests.get(name);
      if (request === undefined) continue;
      requested += request;
    }
    used += value;
    pods += 1;
  }
  return { used, requested, pods, sampled };
}

/**
 * The part that all metrics of pods share. Pods that cannot be measured are filled in against the direction
 * of the others: as a full pod when these say down, as an empty one when they say up. What then lies within
 * the tolerance, or turns the direction, changes nothing.
 */
export function proposeForPods(options: PodsProposalOptions): MetricOutcome {
  const { currentReplicas, tolerance, partition, samples, measure, assumedUsage } = options;
  const excluded = new Set([...partition.ignored, ...partition.unready]);
  if (partition.readyCount === 0 && addUp(samples, excluded, undefined).sampled === 0)
    return { failure: "did not receive metrics for targeted pods (pods might be unready)" };
  const requests = options.requests?.();
  if (requests !== undefined && isFailure(requests)) return requests;
  const totals = addUp(samples, excluded, requests);

  const measured = measure(totals);
  if (isFailure(measured)) return measured;
  const { ratio } = measured;
  const found = { ...measured, pods: partition };
  const fillUnready = partition.unready.length > 0 && ratio > 1;
  if (!fillUnready && partition.missing.length === 0) {
    if (isWithinTolerance(ratio, tolerance))
      return { ...found, replicas: currentReplicas, reason: "within_tolerance" };
    return { ...found, replicas: toReplicas(Math.ceil(ratio * partition.readyCount)), reason: "ratio" };
  }

  let { used, requested, pods, sampled } = totals;
  const fill = (names: readonly string[], usage: (request: bigint) => bigint): void => {
    for (const name of names) {
      const request = requests?.get(name) ?? 0n;
      used += usage(request);
      requested += request;
    }
    pods += names.length;
    sampled += names.length;
  };
  // At a ratio of exactly 1 the missing pods stay out: they can neither raise nor lower it.
  if (ratio < 1) fill(partition.missing, assumedUsage);
  else if (ratio > 1) fill(partition.missing, () => 0n);
  if (fillUnready) fill(partition.unready, () => 0n);
  const refilled = measure({ used, requested, pods });
  if (isFailure(refilled)) return refilled;
  const adjustedRatio = refilled.ratio;
  const adjusted = { ...found, adjustedRatio };
  const unchanged = { ...adjusted, replicas: currentReplicas };
  if (isWithinTolerance(adjustedRatio, tolerance))
    return { ...unchanged, reason: "missing_pods_within_tolerance" };
  const replicas = toReplicas(Math.ceil(adjustedRatio * sampled));
  const turns =
    (ratio < 1 && adjustedRatio > 1) ||
    (ratio > 1 && adjustedRatio < 1) ||
    (adjustedRatio < 1 && replicas > currentReplicas) ||
    (adjustedRatio > 1 && replicas < currentReplicas);
  if (turns) return { ...unchanged, reason: "missing_pods_turn_direction" };
  return { ...adjusted, replicas, reason: "ratio" };
}
