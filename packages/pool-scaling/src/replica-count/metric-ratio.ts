import { INT32_MAX, sumQuantities } from "./integers.ts";
import type { MetricFailure } from "./metric-outcome.ts";

/** The measure of a set of pods against a target. */
export interface UsageRatio {
  readonly ratio: number;
  /** Milli-units of the average pod, rounded towards zero. */
  readonly usage: bigint;
  readonly utilizationPercent?: number;
}

/** Values of a metric in milli-units, by the name of the pod. */
export type PodValues = ReadonlyMap<string, bigint>;

/** Average over target. The average loses its fraction before the division, as in Kubernetes. */
export function averageRatio(values: PodValues, target: bigint): UsageRatio {
  const usage = sumQuantities(values.values()) / BigInt(values.size);
  return { ratio: Number(usage) / Number(target), usage };
}

/**
 * Utilisation over target: the sum of the values over the sum of the requests of the same pods, in whole per
 * cent. Values of pods without requests are superfluous and left out.
 */
export function utilizationRatio(
  values: PodValues,
  requests: PodValues,
  targetPercent: number,
): UsageRatio | MetricFailure {
  let used = 0n;
  let requested = 0n;
  let entries = 0n;
  for (const [name, value] of values) {
    const request = requests.get(name);
    if (request === undefined) continue;
    used += value;
    requested += request;
    entries += 1n;
  }
  if (requested === 0n) return { failure: "no metrics returned matched known pods" };
  const percent = (used * 100n) / requested;
  const utilizationPercent = percent > BigInt(INT32_MAX) ? INT32_MAX : Number(percent);
  return { ratio: utilizationPercent / targetPercent, usage: used / entries, utilizationPercent };
}
