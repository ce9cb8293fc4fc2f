import { forgivenAtMs } from "../filters/failing/failing.ts";
import { loadLeavingRoom } from "../filters/no-room/no-room.ts";
import type { LoadTableSettings } from "../load-table-options.ts";
import { createPickLedger, type PickLedger } from "./pick-ledger.ts";
import { at, clearPod, createPodColumns, growPodColumns, type PodColumns } from "./pod-columns.ts";
import { DRAINING, FAILING, FULL, FULL_STALE, READY, STALE, statusOf } from "./pod-status.ts";
import { createStatusLists, type StatusLists } from "./status-lists.ts";

const FIRST_LENGTH = 16;

/**
 * Pods looked at again for each millisecond since the last sweep, at most: in a pool of 10,000 pods
 * that change one by one, a change of time's making is seen up to 10 ms late.
 */
const PODS_PER_MS = 1_024;

/** The state behind a load table: pods by slot, their picks on the way, and their statuses. */
export interface LoadState {
  readonly columns: PodColumns;
  readonly ledger: PickLedger;
  readonly lists: StatusLists;
  readonly slotOf: ReadonlyMap<string, number>;
  /** The time of the last call; time does not go back. */
  readonly clockMs: number;
  /** Moves the clock on, and the pods to the statuses that the new time gives them. */
  advance(nowMs: number): number;
  /** Gives a pod its status after something happened to it. */
  reclassify(slot: number): void;
  add(podId: string): number;
  remove(podId: string): void;
  /** Reported clients and picks on the way. */
  load(slot: number): number;
  /** True where there are open pods and none has a fresh report. */
  blind(): boolean;
  /** The status that picks come from; `-1` where none has a pod to give. */
  pickedStatus(): number;
}

/** An empty state. */
export function createLoadState(settings: LoadTableSettings): LoadState {
  const columns = createPodColumns(FIRST_LENGTH);
  const ledger = createPickLedger(settings.leaseMs, FIRST_LENGTH);
  const lists = createStatusLists(FIRST_LENGTH);
  const slotOf = new Map<string, number>();
  const freeSlots: number[] = [];
  let usedSlots = 0;
  let clockMs = -Infinity;
  let sweptAtMs = -Infinity;
  let sweepDueMs = Infinity;

  const load = (slot: number): number => at(columns.clients, slot) + ledger.estimate(slot, clockMs);

  /** When time alone gives the pod another status, at the earliest. */
  function changeAtMs(slot: number, status: number): number {
    if (status === DRAINING) return Infinity;
    const staleAtMs = at(columns.sampledAtMs, slot) + settings.reportMaxAgeMs;
    const stale = clockMs > staleAtMs;
    let changeMs = stale ? Infinity : staleAtMs;
    if (status === FULL || status === FULL_STALE) {
      const loadWithRoom = loadLeavingRoom(at(columns.capacity, slot));
      return Math.min(changeMs, ledger.fallsToAtMs(slot, loadWithRoom - at(columns.clients, slot), clockMs));
    }
    if (status !== READY && status !== STALE) {
      const forgivenMs = forgivenAtMs(
        at(columns.errorLevel, slot),
        at(columns.errorAtMs, slot),
        settings.errorHalfLifeMs,
      );
      changeMs = Math.min(changeMs, forgivenMs);
    }
    return changeMs;
  }

  function reclassify(slot: number): void {
    const status = statusOf(columns, slot, load(slot), clockMs, settings);
    lists.move(slot, status);
    const changeMs = changeAtMs(slot, status);
    if (changeMs < sweepDueMs) sweepDueMs = changeMs;
  }

  /** Looks at every pod again. */
  function sweep(): void {
    if (clockMs - sweptAtMs < slotOf.size / PODS_PER_MS) return;
    sweptAtMs = clockMs;
    sweepDueMs = Infinity;
    for (const slot of slotOf.values()) reclassify(slot);
  }

  const blind = (): boolean =>
    lists.count(READY) + lists.count(FAILING) + lists.count(FULL) === 0 &&
    lists.count(DRAINING) < slotOf.size;

  return {
    columns,
    ledger,
    lists,
    slotOf,
    get clockMs() {
      return clockMs;
    },
    advance(nowMs) {
      if (nowMs > clockMs) clockMs = nowMs;
      if (clockMs >= sweepDueMs) sweep();
      return clockMs;
    },
    reclassify,
    add(podId) {
      const slot = freeSlots.pop() ?? usedSlots;
      if (slot === usedSlots) {
        usedSlots += 1;
        if (usedSlots > columns.length) {
          growPodColumns(columns);
          ledger.grow(columns.length);
          lists.grow(columns.length);
        }
      }
      columns.podIds[slot] = podId;
      slotOf.set(podId, slot);
      return slot;
    },
    remove(podId) {
      const slot = slotOf.get(podId);
      if (slot === undefined) return;
      slotOf.delete(podId);
      lists.remove(slot);
      ledger.clear(slot);
      clearPod(columns, slot);
      freeSlots.push(slot);
    },
    load,
    blind,
    pickedStatus() {
      if (lists.count(READY) > 0) return READY;
      const lastResort = blind() ? FULL_STALE : FULL_STALE - 1;
      for (let status = READY; status <= lastResort; status += 1) if (lists.count(status) > 0) return status;
      return -1;
    },
  };
}
