import { PICK_COMPARE_ALL_MAX } from "@fairlead/routing-schema";
import type { RankedPod, RankOptions } from "../load-table-types.ts";
import type { RandomSource } from "../random-source.ts";
import type { Scorer } from "../scorers/scorer.ts";
import type { LoadState } from "../table/load-state.ts";
import { at } from "../table/pod-columns.ts";
import { FULL_STALE } from "../table/pod-status.ts";
import { describePod } from "./describe.ts";

/** Pods of one status, best first, ties at random; at most `limit`, and then possibly of a sample. */
function rankStatus(
  state: LoadState,
  scorer: Scorer,
  status: number,
  limit: number,
  random: RandomSource,
): RankedPod[] {
  const { lists } = state;
  const count = Math.min(lists.count(status), Math.max(PICK_COMPARE_ALL_MAX, 2 * limit));
  lists.shuffleFront(status, count, random);
  const pods: RankedPod[] = [];
  for (let index = 0; index < count; index += 1)
    pods.push(describePod(state, scorer, at(lists.slots(status), index)));
  // The order before the sort is random and the sort is stable, so that equals are in random order.
  return pods.sort((one, other) => one.score - other.score).slice(0, limit);
}

/** See `LoadTable.rank`. */
export function rankPods(
  state: LoadState,
  scorer: Scorer,
  { nowMs, random, prefer, limit = Infinity }: RankOptions,
): RankedPod[] {
  state.advance(nowMs);
  const best = state.pickedStatus();
  const preferred = prefer === undefined ? undefined : state.slotOf.get(prefer);
  const ranked = preferred === undefined ? [] : [describePod(state, scorer, preferred)];
  const lastResort = state.blind() ? FULL_STALE : FULL_STALE - 1;
  for (let status = Math.max(best, 0); status <= lastResort && ranked.length < limit; status += 1) {
    for (const pod of rankStatus(state, scorer, status, limit, random)) {
      if (pod.podId !== prefer && ranked.length < limit) ranked.push(pod);
    }
  }
  return ranked;
}
