import {
  createInformer,
  createResourceClient,
  type ApiObject,
  type Informer,
  type ResourceClient,
  type ResourceType,
} from "@fairlead/controller-kit";
import { LABEL_POOL } from "@fairlead/routing-schema";
import type { ObjectMetadata } from "../objects/kubernetes-object.ts";
import {
  destinationRules,
  disruptionBudgets,
  endpointSlices,
  jobs,
  pods,
  services,
  virtualServices,
} from "../resources.ts";
import { BY_POOL, createCollection, type Collection } from "./collection.ts";
import type { FollowOptions } from "../follow-options.ts";

/** What the caches are made of. */
export interface PoolCacheOptions extends FollowOptions {
  /** Absent: all namespaces. */
  readonly namespace: string | undefined;
}

/** The objects of one kind that belong to pools: how one is reached, and what is known of all. */
export interface CachedKind<Item extends ApiObject> {
  readonly client: ResourceClient<Item>;
  /** Those of the pool with this label value in this namespace. */
  of(namespace: string, label: string): Collection<Item>;
}

/** Everything that belongs to pools, as watches tell it. */
export type PoolCache = ReturnType<typeof createPoolCache>;

type Labelled = ApiObject & { readonly metadata: ObjectMetadata };

/** The key of a pool's objects. */
export const poolKey = (namespace: string, label: string): string => `${namespace}/${label}`;

const keyOf = ({ metadata }: Labelled): string =>
  poolKey(metadata.namespace ?? "", metadata.labels?.[LABEL_POOL] ?? "");

/** Follows everything that carries the label of a pool. */
export function createPoolCache({ backOff, client, failed, metrics, namespace }: PoolCacheOptions) {
  const informers: Pick<Informer<ApiObject>, "run" | "whenSynced">[] = [];
  const listeners = new Map<string, Set<() => void>>();
  const tell = (item: Labelled): void => {
    for (const changed of listeners.get(keyOf(item)) ?? []) changed();
  };

  function follow<Item extends Labelled>(type: ResourceType<Item>): CachedKind<Item> {
    const informer = createInformer<Item>({
      client,
      metrics,
      backOff,
      type,
      namespace,
      labelSelector: LABEL_POOL,
      indexes: { [BY_POOL]: (item) => [keyOf(item)] },
      onError: (error) => failed(error, type.plural),
    });
    informer.addHandler({ onAdd: tell, onUpdate: (_, item) => tell(item), onDelete: tell });
    informers.push(informer);
    const objects = createResourceClient(client, type);
    return {
      client: objects,
      of: (space, label) =>
        createCollection(
          informer,
          objects,
          { namespace: space, labelSelector: `${LABEL_POOL}=${label}` },
          poolKey(space, label),
        ),
    };
  }

  return {
    jobs: follow(jobs),
    pods: follow(pods),
    services: follow(services),
    endpointSlices: follow(endpointSlices),
    disruptionBudgets: follow(disruptionBudgets),
    virtualServices: follow(virtualServices),
    destinationRules: follow(destinationRules),
    /** Calls `changed` whenever an object of the pool changes. */
    watch(key: string, changed: () => void): () => void {
      const own = listeners.get(key) ?? new Set();
      listeners.set(key, own.add(changed));
      return () => {
        own.delete(changed);
        if (own.size === 0) listeners.delete(key);
      };
    },
    async whenSynced(signal: AbortSignal): Promise<void> {
      await Promise.all(informers.map((informer) => informer.whenSynced(signal)));
    },
    async run(signal: AbortSignal): Promise<void> {
      await Promise.all(informers.map((informer) => informer.run(signal)));
    },
  };
}
