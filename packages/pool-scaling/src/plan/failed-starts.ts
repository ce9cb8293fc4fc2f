import type { DrainReason } from "../lifecycle/phase.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import { past } from "../lifecycle/time.ts";
import type { Census } from "./census.ts";

/**
 * Whether a Job that finished is a failed start. One whose pod ended before it was ever opened is, however well it
 * ended: its successor would do the same, at once and for ever.
 */
const hasFailed = ({ pod }: PodView): boolean => pod.finished?.kind === "failed" || !pod.phase.opened;

/** When the last of the Jobs failed that drain because they have finished. */
function lastFailureMs(
  { starting, open }: Census,
  drains: ReadonlyMap<string, DrainReason>,
  nowMs: number,
): number {
  let lastMs = -Infinity;
  for (const view of [...starting, ...open]) {
    const { finished, routeId } = view.pod;
    const reason = drains.get(routeId);
    if (finished === undefined || (reason !== "finished" && reason !== "failed")) continue;
    if (hasFailed(view)) lastMs = Math.max(lastMs, past(finished.atMs, nowMs));
  }
  return lastMs;
}

/**
 * Starts that failed in a row. A pod that opened after the last failure ends the row; one that fails now
 * lengthens it, by one however many fail at once. A Job that failed is counted as of when it did, and so
 * once, although more than one plan may find it before it drains.
 */
export function countFailedStarts(
  census: Census,
  drains: ReadonlyMap<string, DrainReason>,
  { failedStarts }: PoolStatus,
  nowMs: number,
): PoolStatus["failedStarts"] {
  const { count } = failedStarts;
  const before = past(failedStarts.lastAtMs, nowMs);
  if ([...drains.values()].some((reason) => reason === "failed_start")) {
    return { count: count + 1, lastAtMs: nowMs };
  }
  const lastAtMs = lastFailureMs(census, drains, nowMs);
  if (lastAtMs > before) return { count: count + 1, lastAtMs };
  if (count === 0) return failedStarts;
  const recovered = census.open.some(({ pod }) => pod.phase.sinceMs > before);
  return recovered ? { count: 0, lastAtMs: failedStarts.lastAtMs } : failedStarts;
}
