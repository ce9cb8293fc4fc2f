import { isFailing } from "../filters/failing/failing.ts";
import { hasNoRoom } from "../filters/no-room/no-room.ts";
import { isNotOpen } from "../filters/not-open/not-open.ts";
import { isStale } from "../filters/stale/stale.ts";
import { at, type PodColumns } from "./pod-columns.ts";

/**
 * What the filters make of a pod. The order is the order of preference: picks come from the first
 * status that any pod has, `full` and `draining` excepted; `full_stale` is for blind picks only.
 */
export const POD_STATUSES = [
  "ready",
  "stale",
  "failing",
  "failing_stale",
  "full_stale",
  "full",
  "draining",
] as const;

/** One of {@link POD_STATUSES}. */
export type PodStatus = (typeof POD_STATUSES)[number];

export const READY = 0;
export const STALE = 1;
export const FAILING = 2;
export const FAILING_STALE = 3;
export const FULL_STALE = 4;
export const FULL = 5;
export const DRAINING = 6;

/** The filters, by the name of their folder. */
export type FilterName = "not-open" | "no-room" | "failing" | "stale";

/** The filter that a pod of each status meets first. */
export const FILTER_OF_STATUS: Record<PodStatus, FilterName | null> = {
  ready: null,
  stale: "stale",
  failing: "failing",
  failing_stale: "failing",
  full_stale: "no-room",
  full: "no-room",
  draining: "not-open",
};

/** True where the pod's clients count as unknown, so that it is weighed by its picks alone. */
export const weighedByPicks = (status: number): boolean =>
  status === STALE || status === FAILING_STALE || status === FULL_STALE;

/** Times that the filters compare with. */
export interface FilterLimits {
  readonly reportMaxAgeMs: number;
  readonly errorHalfLifeMs: number;
}

/** Runs the filters over a pod, the strictest first; the index of its status. */
export function statusOf(
  columns: PodColumns,
  slot: number,
  load: number,
  nowMs: number,
  limits: FilterLimits,
): number {
  if (isNotOpen(at(columns.sourceDraining, slot), at(columns.reportedDraining, slot))) return DRAINING;
  const stale = isStale(at(columns.sampledAtMs, slot), nowMs, limits.reportMaxAgeMs);
  if (hasNoRoom(load, at(columns.capacity, slot))) return stale ? FULL_STALE : FULL;
  if (isFailing(at(columns.errorLevel, slot), at(columns.errorAtMs, slot), nowMs, limits.errorHalfLifeMs)) {
    return stale ? FAILING_STALE : FAILING;
  }
  return stale ? STALE : READY;
}
