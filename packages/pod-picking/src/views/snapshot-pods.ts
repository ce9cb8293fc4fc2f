import { SNAPSHOT_MAX_PODS } from "@fairlead/routing-schema";
import { roomOf } from "../filters/no-room/no-room.ts";
import type { SnapshotPodLoad, SnapshotPodsOptions } from "../load-table-types.ts";
import type { Scorer } from "../scorers/scorer.ts";
import type { LoadState } from "../table/load-state.ts";
import { at } from "../table/pod-columns.ts";
import { DRAINING, FULL_STALE, POD_STATUSES } from "../table/pod-status.ts";
import { scoreOf, tellLimit } from "./describe.ts";

const integer = (value: number): number => Math.min(Math.round(value), Number.MAX_SAFE_INTEGER);

function snapshotPod(state: LoadState, scorer: Scorer, slot: number, pickedStatus: number): SnapshotPodLoad {
  const status = state.lists.statusOf(slot);
  const capacity = at(state.columns.capacity, slot);
  // A blind pick takes even a pod whose last report was full, so the snapshot says one place.
  const room = Math.max(roomOf(state.load(slot), capacity), status === FULL_STALE ? 1 : 0);
  return {
    podId: state.columns.podIds[slot] as string,
    state: status === DRAINING ? "draining" : "open",
    score: integer(scoreOf(state, scorer, slot) * scorer.snapshotScale),
    step: Math.max(1, integer(scorer.step(capacity) * scorer.snapshotScale)),
    room: status === pickedStatus ? tellLimit(room) : 0,
  };
}

/** See `LoadTable.snapshotPods`. */
export function snapshotPods(
  state: LoadState,
  scorer: Scorer,
  { nowMs, random, limit = SNAPSHOT_MAX_PODS }: SnapshotPodsOptions,
): SnapshotPodLoad[] {
  state.advance(nowMs);
  const pickedStatus = state.pickedStatus();
  const { lists } = state;
  const pods: SnapshotPodLoad[] = [];
  const take = (status: number): void => {
    const count = Math.min(lists.count(status), limit - pods.length);
    if (count < lists.count(status)) lists.shuffleFront(status, count, random);
    for (let index = 0; index < count; index += 1) {
      pods.push(snapshotPod(state, scorer, at(lists.slots(status), index), pickedStatus));
    }
  };
  if (pickedStatus >= 0) take(pickedStatus);
  for (let status = 0; status < POD_STATUSES.length; status += 1) if (status !== pickedStatus) take(status);
  return pods;
}
