import type { RandomSource } from "@fairlead/pod-picking";
import { lookupPoolSchema, type FairleadError, type LookupPool } from "@fairlead/routing-schema";
import { isDeepStrictEqual } from "node:util";
import type { SourcePool, SourcePools } from "../sources/pod-source.ts";
import type { PickCounters } from "./pick-counters.ts";
import { createPool, type Pool, type PoolObserver } from "./pool.ts";

/** The pools that the service knows: those of the source, and those that are configured. */
export interface PoolRegistry {
  readonly pools: ReadonlyMap<string, Pool>;
  /** The only pool, when there is exactly one. */
  readonly only: Pool | undefined;
  /** True once the source has been read. */
  readonly ready: boolean;
  /** Why the source cannot be read at present; `undefined` when it can. */
  readonly fault: FairleadError | undefined;
  get(id: string): Pool | undefined;
  /** What the source last read of a pool. */
  readingOf(id: string): PoolReading;
  /** Makes the pools those of the source. Pools that stay keep their load. */
  apply(pools: SourcePools, nowMs: number, revision?: number): void;
  fail(error: FairleadError): void;
}

/** What a source has read of a pool. */
export interface PoolReading {
  /** Of the whole that was read; `undefined` where the source numbers nothing. */
  readonly revision: number | undefined;
  /** `undefined` for a pool that is configured, and that the source does not have. */
  readonly found: SourcePool | undefined;
}

/** What a registry is made of. */
export interface PoolRegistryOptions {
  /** Settings by pool; the others have those of the source, else the defaults. */
  readonly settings: Readonly<Record<string, LookupPool>>;
  readonly random: RandomSource;
  readonly observer?: PoolObserver;
  /** The counters of a pool; given out again for a pool that comes back. */
  readonly countersFor?: (pool: string) => PickCounters;
  /** The pods of a pool were set, or the pool is gone; a configured pool is never gone. */
  readonly changed?: (pool: Pool, change: "set" | "removed") => void;
  /** The source has a pool whose settings it cannot read; told once for each fault. */
  readonly unreadable?: (pool: Pool, fault: FairleadError) => void;
}

const DEFAULT_SETTINGS: LookupPool = lookupPoolSchema.parse({});

/** Creates a registry that holds the configured pools, without pods. */
export function createPoolRegistry(options: PoolRegistryOptions): PoolRegistry {
  const { settings, random, observer, countersFor, changed, unreadable } = options;
  const pools = new Map<string, Pool>();
  let sourced: SourcePools = new Map();
  let only: Pool | undefined;
  let ready = false;
  let fault: FairleadError | undefined;
  let revision: number | undefined;

  function add(id: string, found: LookupPool = DEFAULT_SETTINGS): Pool {
    const pool = createPool({
      id,
      settings: settings[id] ?? found,
      random,
      ...(observer !== undefined && { observer }),
      ...(countersFor !== undefined && { counters: countersFor(id) }),
    });
    pools.set(id, pool);
    return pool;
  }

  function remove(id: string, nowMs: number): void {
    const pool = pools.get(id);
    if (pool === undefined) return;
    pool.setPods([], nowMs);
    const isConfigured = Object.hasOwn(settings, id);
    if (!isConfigured) pools.delete(id);
    changed?.(pool, isConfigured ? "set" : "removed");
  }

  function set(id: string, found: SourcePool, before: SourcePool | undefined, nowMs: number): void {
    const pool = pools.get(id) ?? add(id, found.settings);
    const wanted = settings[id] ?? found.settings ?? DEFAULT_SETTINGS;
    if (!isDeepStrictEqual(wanted, pool.settings)) pool.configure(wanted, nowMs);
    const closed = (found.phases ?? []).filter(({ unlistedBecause }) => unlistedBecause === "closed");
    pool.setPods(
      found.pods,
      nowMs,
      closed.map(({ podId }) => podId),
    );
    changed?.(pool, "set");
    if (found.fault !== undefined && found.fault !== before?.fault) unreadable?.(pool, found.fault);
  }

  for (const id of Object.keys(settings)) add(id);
  const findOnly = (): void => {
    only = pools.size === 1 ? pools.values().next().value : undefined;
  };
  findOnly();

  return {
    pools,
    get only() {
      return only;
    },
    get ready() {
      return ready;
    },
    get fault() {
      return fault;
    },
    get: (id) => pools.get(id),
    readingOf: (id) => ({ revision, found: sourced.get(id) }),
    apply(listed, nowMs, listedRevision) {
      const before = sourced;
      sourced = listed;
      for (const id of before.keys()) if (!listed.has(id)) remove(id, nowMs);
      // A pool that is the same object as before has not changed: its snapshots and readers stay as they are.
      for (const [id, found] of listed) if (before.get(id) !== found) set(id, found, before.get(id), nowMs);
      findOnly();
      ready = true;
      fault = undefined;
      revision = listedRevision;
    },
    fail(error) {
      fault = error;
    },
  };
}
