import { createInformer, type Informer } from "@fairlead/controller-kit";
import { FairleadError, formatPoolId } from "@fairlead/routing-schema";
import type { PoolDirectory, PoolDirectoryListener } from "../../interfaces/pool-directory.ts";
import type { PoolCache } from "../cluster/pool-cache.ts";
import { podPools, type PodPoolObject } from "../resources.ts";
import type { KubernetesPool } from "./create-kubernetes-world.ts";
import type { FollowOptions } from "../follow-options.ts";

/** One part of a cluster in which pools are looked for. */
export interface PoolSpace {
  /** Absent: all namespaces. */
  readonly namespace: string | undefined;
  readonly cache: PoolCache;
}

/** What a directory is made of. */
export interface KubernetesPoolDirectoryOptions extends FollowOptions {
  readonly spaces: readonly PoolSpace[];
  /** @throws {FairleadError} for a `PodPool` that cannot be read. */
  readonly createWorld: (podPool: PodPoolObject, cache: PoolCache) => KubernetesPool;
  /** Told of a `PodPool` of which nothing could ever be read. */
  readonly refused: (podPool: PodPoolObject, error: FairleadError, cache: PoolCache) => void;
}

/** The pools of a cluster. */
export interface KubernetesPoolDirectory extends PoolDirectory {
  pools(): readonly KubernetesPool[];
  /** Calls `changed` when a pool comes, goes, or is declared otherwise. */
  watch(changed: () => void): () => void;
  /** Resolves once all pools that there are have been told. */
  whenSynced(signal: AbortSignal): Promise<void>;
  run(signal: AbortSignal): Promise<void>;
}

/** Follows the `PodPool`s of a cluster. */
export function createKubernetesPoolDirectory(
  options: KubernetesPoolDirectoryOptions,
): KubernetesPoolDirectory {
  const { backOff, client, createWorld, failed, metrics, refused, spaces } = options;
  const worlds = new Map<string, KubernetesPool>();
  const listeners = new Set<PoolDirectoryListener>();
  const watchers = new Set<() => void>();
  const informers: Informer<PodPoolObject>[] = [];
  const idOf = ({ metadata }: PodPoolObject): string => formatPoolId(metadata.namespace, metadata.name);

  function remove(id: string): void {
    if (!worlds.delete(id)) return;
    for (const { removed } of listeners) removed(id);
  }
  function put(podPool: PodPoolObject, cache: PoolCache): void {
    const id = idOf(podPool);
    const known = worlds.get(id);
    if (known?.uid === podPool.metadata.uid) known?.update(podPool);
    else {
      remove(id);
      try {
        const world = createWorld(podPool, cache);
        worlds.set(id, world);
        for (const { added } of listeners) added(world);
      } catch (error) {
        if (!FairleadError.isInstance(error)) throw error;
        refused(podPool, error, cache);
      }
    }
    for (const changed of watchers) changed();
  }

  for (const { cache, namespace } of spaces) {
    const informer = createInformer({
      client,
      metrics,
      backOff,
      type: podPools,
      namespace,
      onError: (error) => failed(error, podPools.plural),
    });
    informer.addHandler({
      onAdd: (podPool) => put(podPool, cache),
      onUpdate: (_, podPool) => put(podPool, cache),
      onDelete(podPool) {
        const id = idOf(podPool);
        if (worlds.get(id)?.uid === podPool.metadata.uid) remove(id);
        for (const changed of watchers) changed();
      },
    });
    informers.push(informer);
  }

  return {
    pools: () => [...worlds.values()],
    follow(listener) {
      for (const world of worlds.values()) listener.added(world);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    watch(changed) {
      watchers.add(changed);
      return () => void watchers.delete(changed);
    },
    isComplete: () => informers.every((informer) => informer.state().isSynced),
    async whenSynced(signal) {
      await Promise.all(informers.map((informer) => informer.whenSynced(signal)));
    },
    async run(signal) {
      await Promise.all(informers.map((informer) => informer.run(signal)));
    },
  };
}
