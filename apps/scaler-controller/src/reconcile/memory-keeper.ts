import { isDeepStrictEqual } from "node:util";
import type { ReplicaCountMemory } from "@fairlead/pool-scaling";
import type { StatusStore, StoredStatus } from "../interfaces/status-store.ts";

/** How long a memory may differ from the stored one by proposals alone. */
const STORE_INTERVAL_MS = 15_000;

/** Keeps what replica counts are decided from, and stores it when that pays. */
export interface MemoryKeeper {
  /** What to decide from: the own memory, or the stored one after somebody else has written. */
  recall(stored: StoredStatus, nowMs: number): ReplicaCountMemory | undefined;
  /** The memory after a decision. `revision`: of the status that it belongs to. */
  keep(memory: ReplicaCountMemory, revision: number): void;
  /** Stores it with a status that has not changed otherwise, if it is due. */
  storeIfDue(stored: StoredStatus, store: StatusStore, nowMs: number): Promise<void>;
  /** It was stored with the status. */
  stored(nowMs: number): void;
}

/** Whether a list is another one with entries left out. */
function isWithin<Entry>(list: readonly Entry[], other: readonly Entry[]): boolean {
  let place = 0;
  for (const entry of other) if (isDeepStrictEqual(entry, list[place])) place += 1;
  return place === list.length;
}

/**
 * Whether the stored memory has what must not be forgotten: without it, a restart would scale faster than the policies
 * allow. Events that no policy counts any more are no loss to have: who reads them leaves them out by their times.
 */
const holdsEvents = (stored: ReplicaCountMemory, memory: ReplicaCountMemory): boolean =>
  isDeepStrictEqual(stored.pending, memory.pending) &&
  stored.scaledToZero === memory.scaledToZero &&
  isWithin(memory.scaleUpEvents, stored.scaleUpEvents) &&
  isWithin(memory.scaleDownEvents, stored.scaleDownEvents);

/** The same for proposals. The newest counts as proposed until it is read, so that its time says nothing. */
const holdsProposals = (
  { recommendations: before }: ReplicaCountMemory,
  { recommendations: now }: ReplicaCountMemory,
): boolean => before.at(-1)?.replicas === now.at(-1)?.replicas && isWithin(now.slice(0, -1), before);

/**
 * A stored memory, as it would be had every decision been stored: what was proposed last went on being proposed
 * and demanded, for all that is known, until now. So a window is waited for rather than cut short.
 */
function upToDate(memory: ReplicaCountMemory, nowMs: number): ReplicaCountMemory {
  const { lastDemandAtMs, recommendations } = memory;
  const newest = recommendations.at(-1);
  return {
    ...memory,
    recommendations: newest === undefined ? [] : [...recommendations, { ...newest, atMs: nowMs }],
    ...(lastDemandAtMs === undefined ? {} : { lastDemandAtMs: nowMs }),
  };
}

/**
 * Every decision changes the memory a little; a write for each would be a storm. While the same is proposed again
 * and again, and while time alone has some of it forgotten, nothing is written.
 */
export function createMemoryKeeper(): MemoryKeeper {
  let memory: ReplicaCountMemory | undefined;
  let ofRevision = -1;
  let storedAtMs = -Infinity;
  let storedMemory: ReplicaCountMemory | undefined;
  const noteStored = (nowMs: number): void => {
    storedAtMs = nowMs;
    storedMemory = memory;
  };
  return {
    recall(stored, nowMs) {
      if (memory !== undefined && stored.pool.revision === ofRevision) return memory;
      // Of another scaler, or of before a write that failed: what is kept from here on is compared with it.
      storedMemory = stored.replicaCount;
      return stored.replicaCount === undefined ? undefined : upToDate(stored.replicaCount, nowMs);
    },
    keep(next, revision) {
      memory = next;
      ofRevision = revision;
    },
    async storeIfDue(stored, store, nowMs) {
      if (memory === undefined) return;
      const isSoon = nowMs - storedAtMs < STORE_INTERVAL_MS;
      const isHeld =
        storedMemory !== undefined &&
        holdsEvents(storedMemory, memory) &&
        (isSoon || holdsProposals(storedMemory, memory));
      if (isHeld) return;
      await store.write({ pool: stored.pool, replicaCount: memory }, stored.pool.revision);
      noteStored(nowMs);
    },
    stored: noteStored,
  };
}
