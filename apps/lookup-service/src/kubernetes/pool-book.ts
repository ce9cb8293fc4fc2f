import { isDeepStrictEqual } from "node:util";
import { formatPoolId } from "@fairlead/routing-schema";
import type { SourcePool, SourcePools } from "../sources/pod-source.ts";
import { readPod } from "./read-pod.ts";
import { readPool, type DeclaredPool } from "./read-pool.ts";
import type { WatchedPod, WatchedPool } from "./watched-objects.ts";

interface Page {
  readonly id: string;
  readonly pool: SourcePool;
  readonly uid: string | undefined;
  readonly generation: number | undefined;
  readonly declared: DeclaredPool;
}

/** The pools as they are told, by a key of the caller's. */
export interface PoolBook {
  /** Writes a pool from its objects, or strikes it out without a `PodPool`. True when that changed something. */
  write(key: string, podPool: WatchedPool | undefined, pods: readonly WatchedPod[]): boolean;
  /** Pools that have not changed are the same objects as before. */
  readonly pools: SourcePools;
}

const byName = (one: WatchedPod, other: WatchedPod): number =>
  one.metadata.name < other.metadata.name ? -1 : 1;

function toSourcePool(declared: DeclaredPool, pods: readonly WatchedPod[]): SourcePool {
  const read = pods.toSorted(byName).map((pod) => readPod(pod, declared.port));
  return {
    pods: read.flatMap(({ listed }) => listed ?? []),
    phases: read.map(({ phase }) => phase),
    ...(declared.settings !== undefined && { settings: declared.settings }),
    ...(declared.fault !== undefined && { fault: declared.fault }),
  };
}

/** Creates an empty book, which remembers of each `PodPool` what it last said that could be read. */
export function createPoolBook(): PoolBook {
  const pages = new Map<string, Page>();

  /** Read once for each generation: pods change far more often. */
  function declaredBy({ metadata, ...rest }: WatchedPool, before: Page | undefined): DeclaredPool {
    const same = before?.uid === metadata.uid ? before : undefined;
    const isRead =
      same !== undefined && metadata.generation !== undefined && same.generation === metadata.generation;
    return isRead ? same.declared : readPool({ metadata, ...rest }, same?.declared);
  }

  return {
    write(key, podPool, pods) {
      const before = pages.get(key);
      if (podPool === undefined) return pages.delete(key);
      const { generation, name, namespace, uid } = podPool.metadata;
      const declared = declaredBy(podPool, before);
      const pool = toSourcePool(declared, pods);
      const isSame = before?.uid === uid && isDeepStrictEqual(before?.pool, pool);
      const id = formatPoolId(namespace, name);
      pages.set(key, {
        id,
        uid,
        generation,
        declared,
        pool: isSame && before !== undefined ? before.pool : pool,
      });
      return !isSame;
    },
    get pools() {
      return new Map([...pages.values()].map(({ id, pool }) => [id, pool]));
    },
  };
}
