import type { DrainReason } from "../lifecycle/phase.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import { past } from "../lifecycle/time.ts";
import type { Census } from "./census.ts";

/**
 * Starts that failed in a row. A pod that opened after the last failure ends the row; one that fails now
 * lengthens it, by one however many fail at once.
 */
export function countFailedStarts(
  { open }: Census,
  drains: ReadonlyMap<string, DrainReason>,
  { failedStarts }: PoolStatus,
  nowMs: number,
): PoolStatus["failedStarts"] {
  if ([...drains.values()].some((reason) => reason === "failed_start")) {
    return { count: failedStarts.count + 1, lastAtMs: nowMs };
  }
  if (failedStarts.count === 0) return failedStarts;
  const recovered = open.some(({ pod }) => pod.phase.sinceMs > past(failedStarts.lastAtMs, nowMs));
  return recovered ? { count: 0, lastAtMs: failedStarts.lastAtMs } : failedStarts;
}
