import { EMPTY_STATUS, type ReplicaCountMemory } from "@fairlead/pool-scaling";
import { describe, expect, it } from "vitest";
import type { StatusStore, StoredStatus } from "../interfaces/status-store.ts";
import { createMemoryKeeper } from "./memory-keeper.ts";

const proposed = (...all: (readonly [replicas: number, atMs: number])[]): ReplicaCountMemory => ({
  recommendations: all.map(([replicas, atMs]) => ({ replicas, atMs })),
  scaleUpEvents: [],
  scaleDownEvents: [],
  scaledToZero: false,
});
const storedAs = (revision: number, replicaCount?: ReplicaCountMemory): StoredStatus => ({
  pool: { ...EMPTY_STATUS, revision },
  replicaCount,
});

function openStore() {
  const writes: { readonly status: StoredStatus; readonly fromRevision: number }[] = [];
  const store: StatusStore = {
    fault: undefined,
    read: async () => undefined,
    write: async (status, fromRevision) => void writes.push({ status, fromRevision }),
  };
  return { store, writes };
}

/** Passes of one scaler, each of which gives how often the memory was written so far. */
function openPasses() {
  const keeper = createMemoryKeeper();
  const { store, writes } = openStore();
  return async (memory: ReplicaCountMemory, nowMs: number): Promise<number> => {
    keeper.recall(storedAs(4), nowMs);
    keeper.keep(memory, 4);
    await keeper.storeIfDue(storedAs(4), store, nowMs);
    return writes.length;
  };
}

describe("a memory", () => {
  it("is written when it comes to be, and not while the same is proposed again and again", async () => {
    const keeper = createMemoryKeeper();
    const { store, writes } = openStore();
    for (let nowMs = 0; nowMs < 120_000; nowMs += 1_000) {
      keeper.recall(storedAs(4), nowMs);
      keeper.keep(proposed([2, nowMs]), 4);
      await keeper.storeIfDue(storedAs(4), store, nowMs);
    }
    expect(writes).toHaveLength(1);
    expect(writes[0]).toMatchObject({ fromRevision: 4, status: { pool: { revision: 4 } } });
  });

  it("is written after a while where proposals change, and at once where a policy needs it", async () => {
    const pass = openPasses();
    expect(await pass(proposed([2, 0]), 0)).toBe(1);
    expect(await pass(proposed([2, 0], [3, 5_000]), 5_000)).toBe(1);
    expect(await pass(proposed([2, 0], [3, 5_000]), 15_000)).toBe(2);
    expect(await pass({ ...proposed([3, 16_000]), scaledToZero: true }, 16_000)).toBe(3);
  });

  it("is not written where it only forgets what no window and no policy sees any more", async () => {
    const pass = openPasses();
    const grown = {
      ...proposed([2, 0], [5, 1_000], [3, 2_000]),
      scaleUpEvents: [
        { change: 1, atMs: 500 },
        { change: 2, atMs: 1_000 },
      ],
    };
    expect(await pass(grown, 2_000)).toBe(1);
    expect(await pass({ ...grown, scaleUpEvents: grown.scaleUpEvents.slice(1) }, 20_000)).toBe(1);
    expect(await pass(proposed([5, 1_000], [3, 40_000]), 40_000)).toBe(1);
    expect(await pass(proposed([3, 60_000]), 60_000)).toBe(1);
    expect(await pass(proposed([5, 61_000], [3, 62_000]), 62_000)).toBe(2);
    expect(await pass(proposed([3, 62_000], [5, 80_000]), 80_000)).toBe(3);
    expect(
      await pass({ ...proposed([5, 80_000]), scaleUpEvents: [{ change: 2, atMs: 81_000 }] }, 81_000),
    ).toBe(4);
  });

  it("is its own while the status is of its revision, and the stored one after somebody else has written", () => {
    const keeper = createMemoryKeeper();
    keeper.keep(proposed([2, 0]), 4);
    expect(keeper.recall(storedAs(4, proposed([9, 0])), 1_000)).toEqual(proposed([2, 0]));
    expect(keeper.recall(storedAs(5, proposed([9, 0])), 1_000)?.recommendations[0]).toEqual({
      replicas: 9,
      atMs: 0,
    });
  });
});

describe("a scaler that takes over", () => {
  it("waits a window for what was proposed last, rather than cutting it short", () => {
    const stored = { ...proposed([5, 0], [3, 10_000]), lastDemandAtMs: 20_000 };
    const recalled = createMemoryKeeper().recall(storedAs(4, stored), 300_000);
    expect(recalled?.recommendations).toEqual([
      { replicas: 5, atMs: 0 },
      { replicas: 3, atMs: 10_000 },
      { replicas: 3, atMs: 300_000 },
    ]);
    expect(recalled?.lastDemandAtMs).toBe(300_000);
  });

  it("makes no demand of none, and has nothing to remember of a pool that has no memory", () => {
    const keeper = createMemoryKeeper();
    expect(keeper.recall(storedAs(4, proposed()), 9)).toEqual(proposed());
    expect(keeper.recall(storedAs(4), 9)).toBeUndefined();
  });

  it("writes nothing while it proposes the same", async () => {
    const keeper = createMemoryKeeper();
    const { store, writes } = openStore();
    const stored = storedAs(4, proposed([2, 0]));
    keeper.recall(stored, 60_000);
    keeper.keep(proposed([2, 60_000]), 4);
    await keeper.storeIfDue(stored, store, 60_000);
    expect(writes).toEqual([]);
  });
});

it("writes what it took for written, and what never was", async () => {
  const keeper = createMemoryKeeper();
  const { store, writes } = openStore();
  const waking = { ...proposed([1, 0]), scaledToZero: true };
  const stored = storedAs(4, proposed([1, 0]));
  keeper.recall(stored, 0);
  keeper.keep(waking, 5);
  // The status of revision 5 was to be written with it, and was not.
  keeper.stored(0);
  keeper.recall(stored, 1_000);
  keeper.keep(waking, 4);
  await keeper.storeIfDue(stored, store, 1_000);
  expect(writes).toMatchObject([{ status: { replicaCount: { scaledToZero: true } } }]);
});
