import { createInformer, resourceType, type ApiClient, type ApiObject } from "@fairlead/controller-kit";
import {
  LABEL_POOL,
  POD_POOL_GROUP,
  POD_POOL_KIND,
  POD_POOL_VERSION,
  type PodPoolStatus,
} from "@fairlead/routing-schema";
import type { Anything } from "./cluster-objects.ts";

const podPools = resourceType<ApiObject & { readonly status?: PodPoolStatus }>({
  apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
  kind: POD_POOL_KIND,
  plural: "podpools",
});
const KINDS = {
  jobs: resourceType<ApiObject>({ apiVersion: "batch/v1", kind: "Job", plural: "jobs" }),
  virtualServices: resourceType<ApiObject>({
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    plural: "virtualservices",
  }),
  destinationRules: resourceType<ApiObject>({
    apiVersion: "networking.istio.io/v1",
    kind: "DestinationRule",
    plural: "destinationrules",
  }),
};

/** Kinds of objects that belong to pods of pools. */
export type FollowedKind = keyof typeof KINDS;

/** Pools and what they are made of, as watches tell it: waiting for something in them asks the API server nothing. */
export interface FollowedPools {
  /** Empty while nothing is told of the pool. */
  status(namespace: string, pool: string): PodPoolStatus;
  all(): readonly Anything[];
  /** Those with the label of a pool. */
  objects(kind: FollowedKind, namespace: string, label: string): readonly Anything[];
  close(): Promise<void>;
}

/** Whether a pool has so many open pods, and no others. */
export const isSettled = ({ phases }: PodPoolStatus, open: number): boolean =>
  phases?.open === open && phases.starting + phases.draining + phases.closed === 0;

const BY_POOL = "pool";
const keyOf = (namespace = "", label = ""): string => `${namespace}/${label}`;
/** Tests do not wait for a watch that was cut. */
const BACK_OFF = { firstMs: 50, factor: 2, limitMs: 500, jitter: 1, resetAfterMs: 10_000 };

/** Follows all pools of a cluster, from when the first state of all is known. */
export async function followPools(client: ApiClient): Promise<FollowedPools> {
  const ending = new AbortController();
  const follow = <Item extends ApiObject>(
    type: ReturnType<typeof resourceType<Item>>,
    labelSelector?: string,
  ) =>
    createInformer<Item>({
      client,
      type,
      labelSelector,
      backOff: BACK_OFF,
      indexes: {
        [BY_POOL]: ({ metadata }) => [keyOf(metadata?.namespace, metadata?.labels?.[LABEL_POOL])],
      },
    });
  const pools = follow(podPools);
  const kinds = {
    jobs: follow(KINDS.jobs, LABEL_POOL),
    virtualServices: follow(KINDS.virtualServices, LABEL_POOL),
    destinationRules: follow(KINDS.destinationRules, LABEL_POOL),
  };
  const informers = [pools, ...Object.values(kinds)];
  const running = Promise.all(informers.map((informer) => informer.run(ending.signal)));
  await Promise.all(informers.map((informer) => informer.whenSynced(ending.signal)));
  return {
    status: (namespace, pool) => pools.store.get(`${namespace}/${pool}`)?.status ?? {},
    all: () => pools.store.list(),
    objects: (kind, namespace, label) => kinds[kind].store.byIndex(BY_POOL, keyOf(namespace, label)),
    async close() {
      ending.abort();
      await running;
    },
  };
}
