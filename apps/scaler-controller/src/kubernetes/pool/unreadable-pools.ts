import { ifFound, removeFinalizer, type ResourceClient } from "@fairlead/controller-kit";
import { FINALIZER_DRAIN, poolNames } from "@fairlead/routing-schema";
import type { PoolIdentity } from "../objects/pool-identity.ts";
import type { PoolCache } from "../cluster/pool-cache.ts";
import type { PodPoolObject } from "../resources.ts";
import type { PoolObjects } from "./pool-objects.ts";

/** What unreadable pools are let go with. */
export interface UnreadablePoolsOptions {
  readonly podPools: ResourceClient<PodPoolObject>;
  /** Whether this replica leads. */
  readonly mayAct: () => boolean;
  /** Whether a pool could be read since, and has a controller of its own. */
  readonly isRead: (uid: string) => boolean;
  readonly objectsOf: (pool: PoolIdentity, cache: PoolCache) => Pick<PoolObjects, "remove">;
  /** Told of what went wrong and is tried again. */
  readonly failed: (error: unknown) => void;
}

/** Pools of which nothing could be read since this process has started. */
export interface UnreadablePools {
  take(podPool: PodPoolObject, cache: PoolCache): void;
  /** Lets those go that are deleted and have no pods left. */
  release(): Promise<void>;
}

type Held = readonly [uid: string, place: { readonly namespace: string; readonly name: string }, PoolCache];

/**
 * A pool that cannot be read has no spec by which its pods could be drained, nor routes that could be told from those
 * of another hand: its pods stay until the spec is corrected, which is possible while it is being deleted, or until
 * they are deleted otherwise. Without pods there is nothing to wait for, and nobody else would take the finalizer off.
 */
export function createUnreadablePools(options: UnreadablePoolsOptions): UnreadablePools {
  const { failed, isRead, mayAct, objectsOf, podPools } = options;
  const held = new Map<string, Held>();

  async function releaseOne([uid, place, cache]: Held): Promise<void> {
    const podPool = isRead(uid) ? undefined : await ifFound(podPools.get(place));
    if (podPool?.metadata.uid !== uid) return void held.delete(uid);
    const isLeft = podPool.metadata.finalizers?.includes(FINALIZER_DRAIN) === true;
    if (podPool.metadata.deletionTimestamp === undefined || !isLeft) return;
    const names = poolNames(place.namespace, place.name);
    const jobs = await cache.jobs.of(place.namespace, names.label).look("read");
    const isOwn = jobs.some(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
    if (isOwn) return;
    await objectsOf({ names, uid }, cache).remove();
    await removeFinalizer(podPools, podPool, FINALIZER_DRAIN);
    held.delete(uid);
  }

  return {
    take({ metadata: { name, namespace, uid = "" } }, cache) {
      held.set(uid, [uid, { namespace, name }, cache]);
    },
    async release() {
      if (!mayAct()) return;
      for (const one of held.values()) await releaseOne(one).catch(failed);
    },
  };
}
