import type { LoadTable } from "@fairlead/pod-picking";

/** Parts of the time between two requests of a filter. */
const SLICES = 8;

/** Picks of one pod that a filter tells of, made between `sinceMs` and `nowMs`. */
export interface ToldPicks {
  readonly podId: string;
  readonly count: number;
  readonly sinceMs: number;
  readonly nowMs: number;
}

/**
 * Adds picks as if they were made evenly over the time since the filter was heard before. A report
 * sampled in between holds the clients of the earlier ones; with all of them put at the end, it would
 * be added to clients that it counts already, and pods picked lately would look fuller than they are.
 */
export function spreadPicks(table: LoadTable, { podId, count, sinceMs, nowMs }: ToldPicks): void {
  const slices = nowMs - sinceMs < SLICES ? 1 : SLICES;
  const widthMs = (nowMs - sinceMs) / slices;
  for (let slice = slices; slice > 0; slice -= 1) {
    table.addPicks(podId, count / slices, nowMs - (slice - 0.5) * widthMs);
  }
}
