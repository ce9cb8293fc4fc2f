import type { RandomSource } from "@fairlead/pod-picking";
import { lookupPoolSchema, type FairleadError, type LookupPool } from "@fairlead/routing-schema";
import type { PodsByPool } from "../sources/pod-source.ts";
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
  /** Of what the source read last; `undefined` where it numbers nothing. */
  readonly revision: number | undefined;
  get(id: string): Pool | undefined;
  /** Makes the pools those of the source. Pools that stay keep their load. */
  apply(pools: PodsByPool, nowMs: number, revision?: number): void;
  fail(error: FairleadError): void;
}

/** What a registry is made of. */
export interface PoolRegistryOptions {
  /** Settings by pool; the others have the defaults. */
  readonly settings: Readonly<Record<string, LookupPool>>;
  readonly random: RandomSource;
  readonly observer?: PoolObserver;
  /** The counters of a pool; given out again for a pool that comes back. */
  readonly countersFor?: (pool: string) => PickCounters;
  /** The pods of a pool were set, or the pool is gone; a configured pool is never gone. */
  readonly changed?: (pool: Pool, change: "set" | "removed") => void;
}

/** Creates a registry that holds the configured pools, without pods. */
export function createPoolRegistry(options: PoolRegistryOptions): PoolRegistry {
  const { settings, random, observer, countersFor, changed } = options;
  const pools = new Map<string, Pool>();
  let only: Pool | undefined;
  let ready = false;
  let fault: FairleadError | undefined;
  let revision: number | undefined;

  function add(id: string): Pool {
    const pool = createPool({
      id,
      settings: settings[id] ?? lookupPoolSchema.parse({}),
      random,
      ...(observer !== undefined && { observer }),
      ...(countersFor !== undefined && { counters: countersFor(id) }),
    });
    pools.set(id, pool);
    return pool;
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
    get revision() {
      return revision;
    },
    get: (id) => pools.get(id),
    apply(listed, nowMs, listedRevision) {
      for (const [id, pool] of pools) {
        if (listed.has(id)) continue;
        pool.setPods([], nowMs);
        const isConfigured = Object.hasOwn(settings, id);
        if (!isConfigured) pools.delete(id);
        changed?.(pool, isConfigured ? "set" : "removed");
      }
      for (const [id, pods] of listed) {
        const pool = pools.get(id) ?? add(id);
        pool.setPods(pods, nowMs);
        changed?.(pool, "set");
      }
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
