/** Bounds of the time between two reads of a pod. */
export interface IntervalLimits {
  readonly minIntervalMs: number;
  readonly maxIntervalMs: number;
}

/** What decides when a pod is read again. */
export interface ReadSituation {
  /** The pool had picks lately. */
  readonly busy: boolean;
  /** Failures since the last success. */
  readonly failures: number;
  /** Interval before this read. */
  readonly previousMs: number;
}

/** How often a failing pod's interval doubles: it is noticed again within eight times the shortest. */
const BACK_OFF_MAX = 3;

/**
 * Time until the next read: the shortest while the pool is busy, then doubling up to the longest. A
 * failing pod is read less often, but never less than the back-off allows.
 */
export function nextIntervalMs(
  { busy, failures, previousMs }: ReadSituation,
  { minIntervalMs, maxIntervalMs }: IntervalLimits,
): number {
  if (failures > 0) return Math.min(maxIntervalMs, minIntervalMs * 2 ** Math.min(failures, BACK_OFF_MAX));
  if (busy) return minIntervalMs;
  return Math.min(maxIntervalMs, Math.max(minIntervalMs, previousMs * 2));
}

/** Spreads reads over time: the interval, shortened by up to a fifth. `random` is from 0 to 1. */
export const withJitter = (intervalMs: number, random: number): number => intervalMs * (1 - 0.2 * random);
