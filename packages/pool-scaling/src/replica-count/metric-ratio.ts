import { INT32_MAX } from "./integers.ts";
import type { MetricFailure } from "./metric-outcome.ts";

/** The measure of a set of pods against a target. */
export interface UsageRatio {
  readonly ratio: number;
  /** Milli-units of the average pod, rounded towards zero. */
  readonly usage: bigint;
  readonly utilizationPercent?: number;
}

/** Sums over the pods of a metric, in milli-units. */
export interface PodTotals {
  readonly used: bigint;
  /** Pods that are in `used`. */
  readonly pods: number;
  /** What they request; 0 where the target is no share of the requests. */
  readonly requested: bigint;
}

/** Average over target. The average loses its fraction before the division, as in Kubernetes. */
export function averageRatio({ used, pods }: PodTotals, target: bigint): UsageRatio {
  const usage = used / BigInt(pods);
  return { ratio: Number(usage) / Number(target), usage };
}

/** Utilisation over target: the sum of the values over the sum of the requests, in whole per cent. */
export function utilizationRatio(
  { used, pods, requested }: PodTotals,
  targetPercent: number,
): UsageRatio | MetricFailure {
  if (requested === 0n) return { failure: "no metrics returned matched known pods" };
  const percent = (used * 100n) / requested;
  const utilizationPercent = percent > BigInt(INT32_MAX) ? INT32_MAX : Number(percent);
  return { ratio: utilizationPercent / targetPercent, usage: used / BigInt(pods), utilizationPercent };
}
