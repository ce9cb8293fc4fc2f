import { ifFound, type ApiObject, type Informer, type ResourceClient } from "@fairlead/controller-kit";
import { FairleadError, LABEL_POOL, type ScalerControllerConfiguration } from "@fairlead/routing-schema";
import type { CachedKind, PoolCache } from "../cluster/pool-cache.ts";
import { disruptionBudget } from "../objects/disruption-budget.ts";
import type { KubernetesObject } from "../objects/kubernetes-object.ts";
import { overrideHostFilter } from "../objects/override-host-filter.ts";
import type { PoolIdentity } from "../objects/pool-identity.ts";
import { poolRoute } from "../objects/pool-route.ts";
import { poolServices } from "../objects/pool-services.ts";
import type { WrittenObjectOf } from "../resources.ts";
import { createObjectKeeper } from "./keep-object.ts";
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
  /**
   * Makes them what they are to be.
   *
   * @throws {FairleadError} `object_foreign` when one is somebody else's; the others are kept all the same.
   * @throws ApiError
   */
  keep(declared: DeclaredPool): Promise<void>;
  /** Deletes those that do not go with the pool by themselves. */
  remove(): Promise<void>;
}

/** Services, routes and budget in the pool's namespace, and the EnvoyFilter in that of the gateways. */
export function createPoolObjects(options: PoolObjectsOptions): PoolObjects {
  const { cache, envoyFilters, gateways, pool } = options;
  const keeper = createObjectKeeper(options.corrected);
  const { label, namespace, podsService } = pool.names;
  const filterOf = (port: number): KubernetesObject => overrideHostFilter(pool.names, port, gateways);
  const isOwned = ({ metadata }: ApiObject): boolean =>
    metadata?.ownerReferences?.some(({ uid }) => uid === pool.uid) ?? false;

  const isOurFilter = ({ metadata }: ApiObject): boolean => metadata?.labels?.[LABEL_POOL] === label;

  /** One of the pool's own namespace. */
  async function keepOwn(
    kind: CachedKind<WrittenObjectOf<unknown>>,
    kindName: string,
    name: string,
    wanted: KubernetesObject | undefined,
  ): Promise<void> {
    const known = await kind.of(namespace, label).look("glance");
    const present = known.find(({ metadata }) => metadata.name === name);
    await keeper.keep({
      client: kind.client,
      kind: kindName,
      namespace,
      name,
      present,
      wanted,
      isOurs: isOwned,
    });
  }

  async function keepFilter(wanted: KubernetesObject | undefined): Promise<void> {
    const { name } = filterOf(1).metadata;
    const present = envoyFilters.informer.store
      .list()
      .find(({ metadata }) => metadata.name === name && metadata.namespace === gateways.namespace);
    await keeper.keep({
      client: envoyFilters.client,
      kind: "EnvoyFilter",
      namespace: gateways.namespace,
      name,
      present,
      wanted,
      isOurs: isOurFilter,
    });
  }

  return {
    async keep({ spec, template }) {
      const [fallback, pods] = poolServices(pool, template, spec.port);
      const budget = disruptionBudget(pool);
      let refused: FairleadError | undefined;
      /** One that is somebody else's is no reason to leave the others as they are. True when it is ours. */
      async function isKept(keeping: Promise<void>): Promise<boolean> {
        try {
          await keeping;
          return true;
        } catch (error) {
          if (!FairleadError.isInstance(error)) throw error;
          refused ??= error;
          return false;
        }
      }
      const hasFallback = await isKept(keepOwn(cache.services, "Service", fallback.metadata.name, fallback));
      await isKept(keepOwn(cache.services, "Service", pods.metadata.name, pods));
      await isKept(keepOwn(cache.disruptionBudgets, "PodDisruptionBudget", budget.metadata.name, budget));
      // The cluster takes endpoints before a route leads there.
      await isKept(keepFilter(spec.routing.mode === "override-host" ? filterOf(spec.port) : undefined));
      // Nobody is led to a Service of somebody else.
      const routing = hasFallback ? spec.routing : { ...spec.routing, fallback: "none" as const };
      await isKept(
        keepOwn(cache.virtualServices, "VirtualService", podsService, poolRoute(pool, routing, spec.port)),
      );
      if (refused !== undefined) throw refused;
    },
    async remove() {
      const { name } = filterOf(1).metadata;
      const place = { namespace: gateways.namespace, name };
      // A watch may not have told of one that was made just before.
      const present = await ifFound(envoyFilters.client.get(place));
      if (present === undefined || !isOurFilter(present)) return;
      const { uid } = present.metadata;
      await ifFound(envoyFilters.client.delete(place, { uid, propagationPolicy: "Background" }));
    },
  };
}
