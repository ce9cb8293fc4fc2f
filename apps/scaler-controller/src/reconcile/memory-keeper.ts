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

/** What must not be forgotten: without it, a restart would scale faster than the policies allow. */
const weighty = ({ pending, scaledToZero, scaleDownEvents, scaleUpEvents }: ReplicaCountMemory): string =>
  JSON.stringify({ pending, scaledToZero, scaleDownEvents, scaleUpEvents });

/** What proposals say without their times. */
const proposals = ({ recommendations }: ReplicaCountMemory): string =>
  recommendations.map(({ replicas }) => replicas).join(" ");

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
 * and again, nothing is written.
 */
export function createMemoryKeeper(): MemoryKeeper {
  let memory: ReplicaCountMemory | undefined;
  let ofRevision = -1;
  let storedAtMs = -Infinity;
  let storedWeighty = "";
  let storedProposals = "";
  const noteContent = (stored: ReplicaCountMemory | undefined): void => {
    storedWeighty = stored === undefined ? "" : weighty(stored);
    storedProposals = stored === undefined ? "" : proposals(stored);
  };
  const noteStored = (nowMs: number): void => {
    storedAtMs = nowMs;
    noteContent(memory);
  };
  return {
    recall(stored, nowMs) {
      if (memory !== undefined && stored.pool.revision === ofRevision) return memory;
      // Of another scaler, or of before a write that failed: what is kept from here on is compared with it.
      noteContent(stored.replicaCount);
      return stored.replicaCount === undefined ? undefined : upToDate(stored.replicaCount, nowMs);
    },
    keep(next, revision) {
      memory = next;
      ofRevision = revision;
    },
    async storeIfDue(stored, store, nowMs) {
      if (memory === undefined) return;
      const isDue = nowMs - storedAtMs >= STORE_INTERVAL_MS && proposals(memory) !== storedProposals;
      if (!isDue && weighty(memory) === storedWeighty) return;
      await store.write({ pool: stored.pool, replicaCount: memory }, stored.pool.revision);
      noteStored(nowMs);
    },
    stored: noteStored,
  };
}
