import type { RankedPod } from "../load-table-types.ts";
import type { Scorer } from "../scorers/scorer.ts";
import type { LoadState } from "../table/load-state.ts";
import { at } from "../table/pod-columns.ts";
import { DRAINING, POD_STATUSES, weighedByPicks } from "../table/pod-status.ts";

/** What a pick compares the pod by. */
export function scoreOf(state: LoadState, scorer: Scorer, slot: number): number {
  const load = weighedByPicks(state.lists.statusOf(slot))
    ? state.ledger.estimate(slot, state.clockMs)
    : state.load(slot);
  return scorer.score(load, at(state.columns.capacity, slot));
}

/** A capacity as it is told: `null` for no limit. */
export const tellLimit = (value: number): number | null => (value === Infinity ? null : value);

/** The pod's figures at the clock of the state. */
export function describePod(state: LoadState, scorer: Scorer, slot: number): RankedPod {
  const { columns, lists, clockMs } = state;
  const status = lists.statusOf(slot);
  const sampledAtMs = at(columns.sampledAtMs, slot);
  return {
    podId: columns.podIds[slot] as string,
    state: status === DRAINING ? "draining" : "open",
    status: POD_STATUSES[status] as RankedPod["status"],
    load: state.load(slot),
    capacity: tellLimit(at(columns.capacity, slot)),
    score: scoreOf(state, scorer, slot),
    ageMs: sampledAtMs === -Infinity ? null : Math.max(0, clockMs - sampledAtMs),
  };
}
