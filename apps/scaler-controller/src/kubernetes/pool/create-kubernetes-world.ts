import {
  addFinalizer,
  removeFinalizer,
  type ApiClient,
  type EventRecorder,
  type ResourceClient,
} from "@fairlead/controller-kit";
import {
  FairleadError,
  FINALIZER_DRAIN,
  formatPoolId,
  LABEL_POOL,
  poolNames,
  type ScalerControllerConfiguration,
} from "@fairlead/routing-schema";
import type { Clock } from "../../interfaces/clock.ts";
import type { PoolWorld } from "../../interfaces/pool-world.ts";
import type { ScalerMetrics } from "../../metrics/create-metrics.ts";
import { createHttpPicker } from "../../picker/create-http-picker.ts";
import type { VictimPicker } from "../../interfaces/victim-picker.ts";
import type { GatewayCache } from "../cluster/gateway-cache.ts";
import type { HostFault } from "../gateway-filter/lost-hosts.ts";
import { shareLooks } from "../cluster/collection.ts";
import { poolKey, type PoolCache } from "../cluster/pool-cache.ts";
import { createKubernetesPods } from "../pods/create-kubernetes-pods.ts";
import type { PodPoolObject } from "../resources.ts";
import { createKubernetesRoutes } from "../routes/create-kubernetes-routes.ts";
import { createScalingMetrics } from "../scaling-metrics/create-scaling-metrics.ts";
import { createKubernetesWorkload } from "../workload/create-kubernetes-workload.ts";
import type { LookupReplicas } from "../workload/lookup-replicas.ts";
import { createPoolEvents } from "./pool-events.ts";
import { createPoolObjects, type EnvoyFilters } from "./pool-objects.ts";
import { declarePool, withDeletion, type DeclaredPool } from "./pool-source.ts";
import { createStatusPublisher } from "./status-publisher.ts";
import { createKubernetesStatusStore } from "./status-store.ts";

type Kubernetes = Extract<ScalerControllerConfiguration["world"], { kind: "kubernetes" }>;

/** What all pools of a cluster share. */
export interface ClusterParts {
  readonly configuration: Kubernetes;
  readonly starting: ScalerControllerConfiguration["starting"];
  readonly client: ApiClient;
  readonly podPools: ResourceClient<PodPoolObject>;
  readonly gateways: GatewayCache;
  readonly envoyFilters: EnvoyFilters;
  readonly replicas: LookupReplicas;
  readonly recorder: EventRecorder;
  readonly probeToken: () => string | undefined;
  /** What is wrong with the hosts of a pool, `<namespace>/<name>`, beside those of the others. */
  readonly hostFault: (pool: string) => HostFault | undefined;
  readonly clock: Clock;
  readonly metrics: Pick<ScalerMetrics, "probed" | "routeProgrammed">;
  /** Told of what went wrong and is tried again. */
  readonly failed: (error: unknown) => void;
}

/** A pool of a cluster. */
export interface KubernetesPool extends PoolWorld {
  readonly uid: string;
  /** What was declared last that could be read. */
  readonly declared: DeclaredPool;
  /** Takes a newer state of its `PodPool`. */
  update(podPool: PodPoolObject): void;
}

/**
 * Puts a pool together from what a cluster has.
 *
 * @throws {FairleadError} `pod_pool_unreadable` for a spec that cannot be read.
 */
export function createKubernetesWorld(
  first: PodPoolObject,
  cache: PoolCache,
  parts: ClusterParts,
): KubernetesPool {
  const { clock, configuration, gateways, metrics, podPools, probeToken, replicas, starting } = parts;
  const { clusterDomain, lookup } = configuration;
  const { name, namespace, uid = "" } = first.metadata;
  const names = poolNames(namespace, name, clusterDomain);
  const pool = { names, uid };
  const id = formatPoolId(namespace, name);
  let podPool = first;
  let declared = declarePool(first, names, starting);
  let fault: FairleadError | undefined;
  let isReleased = false;
  const listeners = new Set<() => void>();
  const events = createPoolEvents(parts.recorder, () => podPool);

  const own = {
    jobs: cache.jobs.of(namespace, names.label),
    pods: shareLooks(cache.pods.of(namespace, names.label)),
  };
  const routes = createKubernetesRoutes({
    names,
    declared: () => ({
      routing: declared.spec.routing,
      port: declared.spec.port,
      workload: declared.spec.workload,
    }),
    objects: {
      jobs: own.jobs,
      // A pass looks at the pods first, then at what leads to them.
      pods: own.pods.again,
      endpointSlices: cache.endpointSlices.of(namespace, names.label),
      virtualServices: cache.virtualServices,
      destinationRules: cache.destinationRules,
    },
    gateways,
    probeToken,
    clock,
    timeoutMs: lookup.timeoutMs,
    measure: {
      probed: (answer) => metrics.probed(id, answer),
      programmed: (afterMs) => metrics.routeProgrammed(id, afterMs / 1_000),
    },
    corrected: events.corrected,
  });
  const objects = createPoolObjects({
    pool,
    cache,
    envoyFilters: parts.envoyFilters,
    gateways: configuration.gateways,
    corrected: events.corrected,
  });
  let objectFault: FairleadError | undefined;
  const publisher = createStatusPublisher({
    podPools,
    namespace,
    name,
    uid,
    cached: () => podPool,
    context: () => ({
      generation: declared.generation,
      selector: `${LABEL_POOL}=${names.label}`,
      faults: [fault, objectFault, routes.fault, parts.hostFault(id)].filter((one) => one !== undefined),
      nowMs: clock.nowMs(),
    }),
  });
  const picker: VictimPicker = {
    async ask(request) {
      const { picker: spec } = declared.spec.draining;
      return spec === undefined
        ? { request, error: "the pool has none any more" }
        : createHttpPicker(spec).ask(request);
    },
  };

  async function keepObjects(): Promise<void> {
    try {
      await objects.keep(declared);
      objectFault = undefined;
    } catch (error) {
      // A foreign object is for a person to see; the pods that there are need their scaler all the same.
      if (FairleadError.isInstance(error)) objectFault = error;
      // A namespace that ends takes nothing new, and waits for the pool, which has to be able to go.
      else if (podPool.metadata.deletionTimestamp !== undefined) parts.failed(error);
      else throw error;
    }
  }

  return {
    pool: id,
    uid,
    glances: true,
    get declared() {
      return declared;
    },
    update(next) {
      podPool = next;
      try {
        declared = declarePool(next, names, starting);
        fault = undefined;
      } catch (error) {
        // What was declared before stays in force; that the pool is to go is not part of the spec.
        if (!FairleadError.isInstance(error)) throw error;
        fault = error;
        declared = withDeletion(declared, next);
      }
      for (const changed of listeners) changed();
    },
    async prepare() {
      // What was removed with the pool would be written anew, and nobody would be left to remove it.
      if (isReleased) return;
      if (podPool.metadata.deletionTimestamp === undefined) {
        const held = await addFinalizer(podPools, podPool, FINALIZER_DRAIN);
        if (held !== undefined) podPool = held;
      }
      await keepObjects();
    },
    publish: (view) => publisher.publish(view),
    close: () => routes.close(),
    source: {
      current: () => declared.declaration,
      watch(changed) {
        listeners.add(changed);
        return () => void listeners.delete(changed);
      },
      async release() {
        isReleased = true;
        await objects.remove();
        await removeFinalizer(podPools, podPool, FINALIZER_DRAIN);
      },
    },
    pods: createKubernetesPods({
      pool,
      jobs: cache.jobs.client,
      pods: cache.pods.client,
      own,
      declared: () => declared,
      watch: (changed) => cache.watch(poolKey(namespace, names.label), changed),
      clock,
      failed: parts.failed,
    }),
    routes,
    statusStore: createKubernetesStatusStore({ podPools, namespace, name, uid, cached: () => podPool }),
    workload: createKubernetesWorkload({
      pool: id,
      replicas,
      workload: () => declared.spec.workload,
      timeoutMs: lookup.timeoutMs,
      snapshotMaxAgeMs: lookup.snapshotMaxAgeMs,
      clock,
    }),
    scalingMetrics: createScalingMetrics({
      client: parts.client,
      namespace,
      label: names.label,
      wanted: () => declared.declaration.scaling.metrics,
      clock,
    }),
    events,
    picker,
  };
}
