import { setTimeout as sleep } from "node:timers/promises";
import {
  CROWD_NAMESPACE as NAMESPACE,
  crowdPool,
  isSettled,
  openClusterWorld,
  paths,
  replicasOf,
  startCrowdServer,
  type ClusterWorld,
  type Gateway,
} from "@fairlead/e2e/cluster";
import { AUDIT_RULES, followAuditLog, type AuditLog } from "./audit-log.ts";
import { leadingScaler } from "./leading-scaler.ts";
import { SNAPSHOT_INTERVAL_MS } from "./snapshot-interval.ts";

/** How the gateways reach a particular pod. */
export type Mode = "subset" | "override-host";

/** A cluster whose pods are many and light, and whose API server tells who asks it what. */
export interface BenchCluster {
  readonly world: ClusterWorld;
  readonly audit: AuditLog;
  readonly gateways: readonly Gateway[];
  createPool(name: string, mode: Mode, replicas: number): Promise<void>;
  /** Changes the number of pods, and waits for them to be there, all open, or to have gone. */
  resize(name: string, replicas: number): Promise<void>;
  deletePool(name: string): Promise<void>;
  /** Process id of the scaler that leads. */
  scalerPid(): Promise<number>;
  close(): Promise<void>;
}

export const GATEWAY_NAMES = ["gateway-a", "gateway-b"] as const;

/** For how long istiod waits for more changes by default. */
const ISTIO_DEBOUNCE = { after: "100ms", max: "10s" };
const LIMIT_MS = 600_000;
/** Waiting must not be a load of its own. */
const PAUSE_MS = 100;

/** Waits for as long as hundreds of pods may take. */
export async function eventually(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + LIMIT_MS;
  while (!(await isSo())) {
    if (performance.now() > deadline) throw new Error(`Waited ${LIMIT_MS} ms in vain until ${what}.`);
    await sleep(PAUSE_MS);
  }
}

/** Starts it. The scaler has the settings that it has by default, but that many pods may be starting. */
export async function openBenchCluster(environment: NodeJS.ProcessEnv): Promise<BenchCluster> {
  const world = await openClusterWorld({
    environment,
    auditRules: AUDIT_RULES,
    debounce: ISTIO_DEBOUNCE,
    snapshotIntervalMs: SNAPSHOT_INTERVAL_MS,
    lookup: { collection: { minIntervalMs: 100, maxIntervalMs: 500 } },
    scaler: {
      logLevel: "info",
      reconcile: {},
      starting: { maxStarting: 100 },
      leadership: {},
    },
  });
  const settle = (name: string, replicas: number): Promise<void> =>
    eventually(`${name} has ${replicas} open pods`, async () =>
      isSettled(world.pools.status(NAMESPACE, name), replicas),
    );
  try {
    const { auditLogPath } = world.bed;
    if (auditLogPath === undefined) throw new Error("The API server records nothing.");
    await startCrowdServer(world);
    return {
      world,
      audit: followAuditLog(auditLogPath),
      gateways: await Promise.all(GATEWAY_NAMES.map((name) => world.gateway(name))),
      async createPool(name, mode, replicas) {
        await world.apply(crowdPool(name, mode, replicas));
        await settle(name, replicas);
      },
      async resize(name, replicas) {
        await world.api.request({
          method: "PATCH",
          path: `${paths.podPools(NAMESPACE)}/${name}`,
          contentType: "application/merge-patch+json",
          body: { spec: { scaling: replicasOf(replicas) } },
        });
        await settle(name, replicas);
      },
      async deletePool(name) {
        const path = `${paths.podPools(NAMESPACE)}/${name}`;
        await world.api.request({ method: "DELETE", path });
        await eventually(`${name} has gone`, async () => {
          const pools = await world.items(paths.podPools(NAMESPACE));
          return pools.every(({ metadata }) => metadata.name !== name);
        });
      },
      scalerPid: () => leadingScaler(world.bed),
      close: () => world.close(),
    };
  } catch (error) {
    await world.close();
    throw error;
  }
}
