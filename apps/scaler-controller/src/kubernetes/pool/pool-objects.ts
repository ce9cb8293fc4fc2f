import type { ApiObject, Informer, ResourceClient } from "@fairlead/controller-kit";
import { LABEL_POOL, type ScalerControllerConfiguration } from "@fairlead/routing-schema";
import type { PoolCache } from "../cluster/pool-cache.ts";
import { disruptionBudget } from "../objects/disruption-budget.ts";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { overrideHostFilter } from "../objects/override-host-filter.ts";
import type { PoolIdentity } from "../objects/pool-identity.ts";
import { poolRoute } from "../objects/pool-route.ts";
import { poolServices } from "../objects/pool-services.ts";
import type { WrittenObjectOf } from "../resources.ts";
import { keepObject, type KeptObject } from "./keep-object.ts";
import type { DeclaredPool } from "./pool-source.ts";

type Gateways = Extract<ScalerControllerConfiguration["world"], { kind: "kubernetes" }>["gateways"];

/** The EnvoyFilters of pools. */
export interface EnvoyFilters {
  readonly informer: Pick<Informer<WrittenObjectOf<unknown>>, "store">;
  readonly client: ResourceClient<WrittenObjectOf<unknown>>;
}

/** What the objects of a whole pool are made of. */
export interface PoolObjectsOptions {
  readonly pool: PoolIdentity;
  readonly cache: PoolCache;
  readonly envoyFilters: EnvoyFilters;
  readonly gateways: Gateways;
  readonly corrected: (kind: string, name: string) => void;
}

/** The objects that a pool has once. */
export interface PoolObjects {
  /** Makes them what they are to be. */
  keep(declared: DeclaredPool): Promise<void>;
  /** Deletes those that do not go with the pool by themselves. */
  remove(): Promise<void>;
}

/** Services, routes and budget in the pool's namespace, and the EnvoyFilter in that of the gateways. */
export function createPoolObjects(options: PoolObjectsOptions): PoolObjects {
  const { cache, corrected, envoyFilters, gateways, pool } = options;
  const { label, namespace, podsService } = pool.names;
  const filterOf = (port: number): KubernetesObject => overrideHostFilter(pool.names, port, gateways);
  const isOwned = ({ metadata }: ApiObject): boolean =>
    metadata?.ownerReferences?.some(({ uid }) => uid === pool.uid) ?? false;

  /** One of the pool's own namespace. */
  async function keepOwn(
    kind: PoolCache["services"],
    kindName: string,
    name: string,
    wanted: KubernetesObject | undefined,
  ): Promise<void> {
    const known = await kind.of(namespace, label).look("glance");
    const present = known.find(({ metadata }) => metadata.name === name);
    await keepObject({
      client: kind.client as unknown as KeptObject["client"],
      kind: kindName,
      namespace,
      name,
      present,
      wanted,
      isOurs: isOwned,
      corrected,
    });
  }

  async function keepFilter(wanted: KubernetesObject | undefined): Promise<void> {
    const { name } = filterOf(1).metadata;
    const present = envoyFilters.informer.store
      .list()
      .find(({ metadata }) => metadata.name === name && metadata.namespace === gateways.namespace);
    await keepObject({
      client: envoyFilters.client as unknown as KeptObject["client"],
      kind: "EnvoyFilter",
      namespace: gateways.namespace,
      name,
      present,
      wanted,
      isOurs: ({ metadata }) => metadata?.labels?.[LABEL_POOL] === label,
      corrected,
    });
  }

  return {
    async keep({ spec, template }) {
      const [fallback, pods] = poolServices(pool, template, spec.port);
      const routes = cache.virtualServices as unknown as PoolCache["services"];
      const budget = disruptionBudget(pool);
      await keepOwn(cache.services, "Service", fallback.metadata.name, fallback);
      await keepOwn(cache.services, "Service", pods.metadata.name, pods);
      await keepOwn(cache.disruptionBudgets, "PodDisruptionBudget", budget.metadata.name, budget);
      const isOverride = spec.routing.mode === "override-host";
      // The cluster takes endpoints before a route leads there.
      await keepFilter(isOverride ? filterOf(spec.port) : undefined);
      await keepOwn(routes, "VirtualService", podsService, poolRoute(pool, spec.routing, spec.port));
    },
    remove: () => keepFilter(undefined),
  };
}
