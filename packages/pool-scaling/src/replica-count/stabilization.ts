import { storeRecommendation, type Recommendation } from "./recommendations.ts";

/** A count after the windows, and the log with the proposal in it. */
export interface StabilizedReplicas {
  readonly replicas: number;
  readonly log: readonly Recommendation[];
}

/** Without rules of behaviour only scaling down waits: the largest proposal of the window holds. */
export function stabilizeDown(
  log: readonly Recommendation[],
  desired: number,
  windowSeconds: number,
  nowMs: number,
): StabilizedReplicas {
  const cutoffMs = nowMs - windowSeconds * 1_000;
  let replicas = desired;
  for (const entry of log) if (entry.atMs >= cutoffMs) replicas = Math.max(replicas, entry.replicas);
  return { replicas, log: storeRecommendation(log, desired, ({ atMs }) => atMs < cutoffMs, nowMs) };
}

/** Lengths of the windows. */
export interface StabilizationWindows {
  readonly upSeconds: number;
  readonly downSeconds: number;
}

/**
 * Holds `current` between the smallest proposal of the window for scaling up and the largest of the one for
 * scaling down: a change happens only as far as the whole window has asked for it.
 */
export function stabilize(
  log: readonly Recommendation[],
  current: number,
  desired: number,
  { upSeconds, downSeconds }: StabilizationWindows,
  nowMs: number,
): StabilizedReplicas {
  const upCutoffMs = nowMs - upSeconds * 1_000;
  const downCutoffMs = nowMs - downSeconds * 1_000;
  let lowest = desired;
  let highest = desired;
  for (const { replicas, atMs } of log) {
    if (atMs > upCutoffMs) lowest = Math.min(lowest, replicas);
    if (atMs > downCutoffMs) highest = Math.max(highest, replicas);
  }
  const isOld = ({ atMs }: Recommendation): boolean => atMs < upCutoffMs && atMs < downCutoffMs;
  return {
    replicas: Math.min(highest, Math.max(lowest, current)),
    log: storeRecommendation(log, desired, isOld, nowMs),
  };
}
