import {
  createApiClient,
  createEventRecorder,
  createInformer,
  createResourceClient,
  loadKubeConfig,
  prometheusMetrics,
  REFLECTOR_BACK_OFF,
  type ApiError,
} from "@fairlead/controller-kit";
import { FIELD_MANAGER_SCALER, type FairleadError } from "@fairlead/routing-schema";
import * as prometheus from "@prometheus-io/client";
import type { Logger } from "pino";
import { createScalerController } from "../create-scaler-controller.ts";
import { commonOptions, type ConfigurationFor, type OpenScaler } from "../open-scaler.ts";
import { createMetrics } from "../metrics/create-metrics.ts";
import { startLoop } from "../reconcile/create-loop.ts";
import { steadyClock } from "../steady-clock.ts";
import { createGatewayCache } from "./cluster/gateway-cache.ts";
import { createPoolCache } from "./cluster/pool-cache.ts";
import type { FollowOptions } from "./follow-options.ts";
import { createFilterKeeper } from "./gateway-filter/filter-keeper.ts";
import { hostFaults } from "./gateway-filter/lost-hosts.ts";
import { createLeaseLeadership } from "./lease-leadership.ts";
import { createKubernetesWorld, type ClusterParts } from "./pool/create-kubernetes-world.ts";
import { createKubernetesPoolDirectory } from "./pool/pool-directory.ts";
import { createPoolObjects } from "./pool/pool-objects.ts";
import { createUnreadablePools } from "./pool/unreadable-pools.ts";
import { envoyFilters, podPools, type PodPoolObject } from "./resources.ts";
import { createLookupReplicas } from "./workload/lookup-replicas.ts";

/** How often the filter's configuration is looked at while nothing changes. */
const FILTER_INTERVAL_MS = 30_000;
const FILTER_PAUSE_MS = 100;
/** How often it is looked whether pools that cannot be read may go. */
const RELEASE_INTERVAL_MS = 10_000;

/**
 * A scaler of the `PodPool`s of a cluster.
 *
 * @throws {FairleadError} `configuration_unreadable` when the API server's address or the credentials are missing.
 */
export async function openKubernetesScaler(
  configuration: ConfigurationFor<"kubernetes">,
  logger: Logger,
): Promise<OpenScaler> {
  const { leadership: election, starting, world } = configuration;
  const clock = steadyClock;
  const registry = new prometheus.Registry();
  const metrics = createMetrics(registry);
  const apiMetrics = prometheusMetrics(prometheus, registry);
  const files = world.kubeconfig === undefined ? [] : [world.kubeconfig];
  const kubeConfig = await loadKubeConfig({ files, setting: "world.kubeconfig" });
  const client = createApiClient(kubeConfig, { metrics: apiMetrics });
  const ending = new AbortController();
  const { signal } = ending;
  const failed = (error: ApiError, resource: string): void =>
    logger.warn({ err: error, resource }, "watch failed");
  const mishap = (error: unknown): void => logger.warn({ err: error }, "tried again later");

  const leadership = createLeaseLeadership({
    client,
    metrics: apiMetrics,
    ...world.leadership,
    leaseMs: election.leaseMs,
  });
  const recorder = createEventRecorder({
    client,
    metrics: apiMetrics,
    component: FIELD_MANAGER_SCALER,
    onError: mishap,
  });
  const { backOffBaseMs, backOffMaxMs } = world.watches;
  const backOff = { ...REFLECTOR_BACK_OFF, firstMs: backOffBaseMs, limitMs: backOffMaxMs };
  const follow: FollowOptions = { client, metrics: apiMetrics, backOff, failed };
  const gateways = createGatewayCache(follow);
  const replicas = createLookupReplicas({ ...follow, ...world.lookup });
  const filterInformer = createInformer({
    client,
    metrics: apiMetrics,
    backOff,
    type: envoyFilters,
    namespace: world.gateways.namespace,
    onError: (error) => failed(error, envoyFilters.plural),
  });
  const spaces = (world.namespaces.length === 0 ? [undefined] : world.namespaces).map((namespace) => ({
    namespace,
    cache: createPoolCache({ ...follow, namespace }),
  }));
  const objects = createResourceClient(client, podPools);
  const filteredPools = () =>
    directory.pools().map(({ declared, pool }) => ({ pool, routing: declared.spec.routing }));
  let faultsOfHosts: ReturnType<typeof hostFaults> | undefined;
  const filterKeeper = createFilterKeeper({
    ...follow,
    place: world.gatewayFilter,
    pools: filteredPools,
    // Before all pools are known, those that are not yet would lose their routes.
    mayAct: () => leadership.isLeader() && directory.isComplete(),
  });
  const parts: ClusterParts = {
    configuration: world,
    starting,
    client,
    podPools: objects,
    gateways,
    envoyFilters: { informer: filterInformer, client: createResourceClient(client, envoyFilters) },
    replicas,
    recorder,
    probeToken: filterKeeper.token,
    hostFault: (pool) => (faultsOfHosts ??= hostFaults(filteredPools())).get(pool),
    clock,
    metrics,
    failed: mishap,
  };
  const unreadable = createUnreadablePools({
    podPools: objects,
    mayAct: () => leadership.isLeader(),
    isRead: (uid) => directory.pools().some((pool) => pool.uid === uid),
    objectsOf: (pool, cache) =>
      createPoolObjects({
        pool,
        cache,
        envoyFilters: parts.envoyFilters,
        gateways: world.gateways,
        corrected: () => {},
      }),
    failed: mishap,
  });
  const directory = createKubernetesPoolDirectory({
    ...follow,
    spaces,
    createWorld: (podPool, cache) => createKubernetesWorld(podPool, cache, parts),
    refused(podPool: PodPoolObject, error: FairleadError, cache) {
      logger.warn({ err: error }, "pool not understood");
      unreadable.take(podPool, cache);
      // Whoever stands by tells nobody what another one tells.
      if (!leadership.isLeader()) return;
      recorder.record({ ...podPool, ...podPoolKind }, "Warning", "PoolNotUnderstood", error.message);
    },
  });

  const scaler = createScalerController({
    ...commonOptions(configuration, logger),
    pools: directory,
    leadership,
    clock,
    metrics,
  });
  const following = [gateways, replicas, filterInformer, filterKeeper, ...spaces.map(({ cache }) => cache)];
  const running = following.map((part) => part.run(signal));
  // What pools consist of is known before the pools are, or they would be looked at as if they had nothing.
  const begun = Promise.all([
    filterInformer.whenSynced(signal),
    filterKeeper.whenSynced(signal),
    ...spaces.map(({ cache }) => cache.whenSynced(signal)),
  ]).then(() => directory.run(signal));
  const filterLoop = startLoop({
    clock,
    intervalMs: FILTER_INTERVAL_MS,
    pauseMs: FILTER_PAUSE_MS,
    async run() {
      await filterKeeper.keep().catch(mishap);
      return undefined;
    },
  });
  const releaseLoop = startLoop({
    clock,
    intervalMs: RELEASE_INTERVAL_MS,
    pauseMs: RELEASE_INTERVAL_MS,
    async run() {
      await unreadable.release();
      return undefined;
    },
  });
  directory.watch(filterLoop.wake);
  directory.watch(() => void (faultsOfHosts = undefined));
  filterKeeper.watch(filterLoop.wake);
  void directory.whenSynced(signal).then(filterLoop.wake);

  return {
    scaler,
    broken: leadership.lost,
    async close() {
      await scaler.stop();
      await Promise.all([filterLoop.stop(), releaseLoop.stop()]);
      await recorder.flush();
      ending.abort();
      await Promise.all([...running, begun]);
      client.close();
    },
  };
}

const podPoolKind = { apiVersion: podPools.apiVersion, kind: podPools.kind };
