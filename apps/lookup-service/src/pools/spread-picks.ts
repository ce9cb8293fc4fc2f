import type { LoadTable } from "@fairlead/pod-picking";

/** Parts of the time that picks are spread over. */
const SLICES = 8;

/** Picks of one pod that a filter or another replica tells of, made between `sinceMs` and `untilMs`. */
export interface ToldPicks {
  readonly podId: string;
  readonly count: number;
  readonly sinceMs: number;
  readonly untilMs: number;
}

/**
 * Adds picks as if they were made evenly over their time, of a filter the one since it was heard before. A report
 * sampled in between holds the clients of the earlier ones; with all of them put at the end, it would
 * be added to clients that it counts already, and pods picked lately would look fuller than they are.
 */
export function spreadPicks(table: LoadTable, { podId, count, sinceMs, untilMs }: ToldPicks): void {
  const slices = untilMs - sinceMs < SLICES ? 1 : SLICES;
  const widthMs = (untilMs - sinceMs) / slices;
  for (let slice = slices; slice > 0; slice -= 1) {
    table.addPicks(podId, count / slices, untilMs - (slice - 0.5) * widthMs);
  }
}
