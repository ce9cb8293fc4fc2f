import type { RandomSource } from "@fairlead/pod-picking";
import { encodeSnapshot, SNAPSHOT_MAX_PODS, type SnapshotPod } from "@fairlead/routing-schema";
import type { Pool } from "../pools/pool.ts";

/** A snapshot as it is sent. */
export interface EncodedSnapshot {
  readonly body: Buffer;
  readonly etag: string;
}

/** The snapshots of one pool. */
export interface SnapshotCache {
  /** The entity tag that a new answer for this asker has; compare it before anything is built. */
  etag(asker: string | undefined, nowMs: number): string;
  /** Whether an entity tag, of whichever process, is of a snapshot of the pods that clients are given at the moment. */
  isOfPresentPods(etag: string): boolean;
  /** The snapshot for an asker. */
  get(asker: string | undefined, nowMs: number): EncodedSnapshot;
}

/** What a cache is made of. */
export interface SnapshotCacheOptions {
  readonly pool: Pool;
  /** A holder must not pick from a snapshot that is older, in ms. */
  readonly maxAgeMs: number;
  readonly random: RandomSource;
  /** Tells this process apart from others and from its earlier runs; part of each entity tag. */
  readonly instance: string;
  /** What the generation starts from; later runs start higher. */
  readonly firstGeneration: number;
}

/** Estimates fade with time alone, so a snapshot is compared anew at least this often. */
const UNCHANGED_MAX_MS = 250;

const byPodId = (left: SnapshotPod, right: SnapshotPod): number => (left.podId < right.podId ? -1 : 1);

/**
 * Creates the cache of a pool.
 *
 * Up to {@link SNAPSHOT_MAX_PODS} pods, all askers get the same bytes, which are built at most once for
 * each change; where the numbers come out equal, the generation stays. A larger pool is sampled anew
 * for each asker and request: its generation follows the version of the pool.
 */
export function createSnapshotCache({
  pool,
  maxAgeMs,
  random,
  instance,
  firstGeneration,
}: SnapshotCacheOptions): SnapshotCache {
  let generation = firstGeneration;
  let builtVersion = -1;
  let builtAtMs = -Infinity;
  let content = "";
  let shared: EncodedSnapshot | undefined;

  function encode(pods: readonly SnapshotPod[], askers: number): string {
    return encodeSnapshot({ generation, maxAgeMs, poolSize: pool.pods.size, askers, pods });
  }

  function samplePods(nowMs: number): SnapshotPod[] {
    return pool.table.snapshotPods({ nowMs, random, limit: SNAPSHOT_MAX_PODS }).map((load) => ({
      ...load,
      routeId: pool.pods.get(load.podId)?.routeId ?? null,
      endpoint: pool.pods.get(load.podId)?.endpoint ?? null,
    }));
  }

  const ending = (): string => `.${pool.listing}"`;
  const tagged = (name: string): string => `"${name}${ending()}`;
  const isSampled = (): boolean => pool.pods.size > SNAPSHOT_MAX_PODS;

  /** Brings generation, and for small pools the shared bytes, up to date. */
  function refresh(nowMs: number): void {
    if (builtVersion === pool.version && nowMs - builtAtMs < UNCHANGED_MAX_MS) return;
    builtVersion = pool.version;
    builtAtMs = nowMs;
    if (isSampled()) {
      generation += 1;
      shared = undefined;
      content = "";
      return;
    }
    const askers = pool.askers.askers(nowMs);
    const pods = samplePods(nowMs).sort(byPodId);
    // The entity tag says which pods are listed, even where the same is said of them.
    const lines = `${pool.listing} ${askers} ${JSON.stringify(pods)}`;
    if (lines === content && shared !== undefined) return;
    generation += 1;
    content = lines;
    shared = {
      body: Buffer.from(encode(pods, askers), "latin1"),
      etag: tagged(`${instance}.${generation}`),
    };
  }

  const etagFor = (asker: string | undefined): string =>
    shared?.etag ?? tagged(`${instance}.${generation}.${asker ?? "-"}`);

  return {
    etag(asker, nowMs) {
      refresh(nowMs);
      return etagFor(asker);
    },
    isOfPresentPods: (etag) => etag.endsWith(ending()),
    get(asker, nowMs) {
      refresh(nowMs);
      if (shared !== undefined) return shared;
      const pods = samplePods(nowMs);
      // Of those who pick, only as many can see a given pod as its share of being sampled.
      const askers = Math.round((pool.askers.askers(nowMs) * pods.length) / pool.pods.size);
      const body = encode(pods, Math.max(1, askers));
      return { body: Buffer.from(body, "latin1"), etag: etagFor(asker) };
    },
  };
}
