import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createInformer, createResourceClient, ifFound } from "@fairlead/controller-kit";
import { FINALIZER_DRAIN, LABEL_POOL } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExecutor } from "../../execute/create-executor.ts";
import { viewPool } from "../../http/describe-pool.ts";
import { createPass, type PassResult } from "../../reconcile/create-pass.ts";
import type { PoolController } from "../../reconcile/pool-controller.ts";
import {
  installIstioKinds,
  openKubernetesWorld,
  type KubernetesWorld,
} from "../../testing/open-kubernetes-world.ts";
import { createGatewayCache } from "../cluster/gateway-cache.ts";
import { createPoolCache, type PoolCache } from "../cluster/pool-cache.ts";
import { envoyFilters, podPools } from "../resources.ts";
import { createKubernetesWorld, type ClusterParts, type KubernetesPool } from "./create-kubernetes-world.ts";
import { createUnreadablePools } from "./unreadable-pools.ts";
import { createKubernetesPoolDirectory, type KubernetesPoolDirectory } from "./pool-directory.ts";

const template = { spec: { containers: [{ name: "chat", image: "chat:1" }] } };
const spec = {
  port: 8080,
  template,
  scaling: { minReplicas: 1, maxReplicas: 3, targetClientsPerPod: 10 },
  routing: { mode: "override-host", hosts: ["chat.test"] },
};
const ending = new AbortController();
const refused: string[] = [];
const failures: unknown[] = [];
let running: Promise<unknown>;
let world: KubernetesWorld;
let cache: PoolCache;
let directory: KubernetesPoolDirectory;
let lookup: Server;
let nowMs = Date.now();
const clock = { nowMs: () => nowMs };

/** The lookup service: it has read every pod as it is marked, and each has a client. */
async function answerLookup(): Promise<string> {
  const items = await cache.pods.of(world.pool.names.namespace, "chat").look("glance");
  const pods = items.map(({ metadata }) => {
    const phase = metadata.labels?.["fairlead.dev/phase"] ?? "starting";
    const state = phase === "open" || phase === "draining" ? phase : "unlisted";
    const podId = metadata.name;
    const phaseRevision = Number(metadata.annotations?.["fairlead.dev/phase-revision"]);
    return { podId, state, phaseRevision, routeId: metadata.labels?.["job-name"] ?? "" };
  });
  const listed = pods.filter(({ state }) => state !== "unlisted");
  return JSON.stringify({
    revision: null,
    waitingClients: 0,
    pods: listed.map(({ podId, state }) => {
      return { podId, state, status: "fresh", clients: 1, capacity: null, ageMs: 10 };
    }),
    phases: { pods },
  });
}

beforeAll(async () => {
  await installIstioKinds();
  world = await openKubernetesWorld(spec);
  const { client, pool } = world;
  const { namespace } = pool.names;
  lookup = createServer((_, response) => void answerLookup().then((text) => response.end(text)));
  lookup.listen(0, "127.0.0.1");
  await once(lookup, "listening");
  const url = `http://127.0.0.1:${(lookup.address() as AddressInfo).port}`;
  cache = createPoolCache({ client, namespace, failed: () => {} });
  const informer = createInformer({ client, type: envoyFilters, namespace });
  const parts: ClusterParts = {
    configuration: {
      clusterDomain: "cluster.local",
      lookup: { timeoutMs: 60_000, snapshotMaxAgeMs: 500 },
      gateways: { namespace, labels: { istio: "ingress" } },
    } as unknown as ClusterParts["configuration"],
    starting: { maxStarting: 3, deadlineMs: 600_000, backOffBaseMs: 1_000, backOffMaxMs: 1_000 },
    client,
    podPools: createResourceClient(client, podPools),
    gateways: createGatewayCache({ client, failed: () => {} }),
    envoyFilters: { informer, client: createResourceClient(client, envoyFilters) },
    replicas: { current: () => [url], watch: () => () => {}, run: async () => {} },
    recorder: { record: () => {}, flush: async () => {} },
    probeToken: () => undefined,
    hostFault: () => undefined,
    clock,
    metrics: { probed: () => {}, routeProgrammed: () => {} },
    failed: (error) => failures.push(error),
  };
  directory = createKubernetesPoolDirectory({
    client,
    spaces: [{ namespace, cache }],
    createWorld: (podPool, from) => createKubernetesWorld(podPool, from, parts),
    refused: ({ metadata }, { code }) => refused.push(`${metadata.name} ${code}`),
    failed: () => {},
  });
  running = Promise.all([
    cache.run(ending.signal),
    informer.run(ending.signal),
    directory.run(ending.signal),
  ]);
  await cache.whenSynced(ending.signal);
  await informer.whenSynced(ending.signal);
  await directory.whenSynced(ending.signal);
});
afterAll(async () => {
  ending.abort();
  await running;
  lookup.closeAllConnections();
  lookup.close();
  await world.close();
});

const id = (name: string) => `${world.pool.names.namespace}/${name}`;
const place = (name: string) => ({ namespace: world.pool.names.namespace, name });
const poolNamed = (name: string): Promise<KubernetesPool> =>
  until(`${name} is told`, () => directory.pools().find(({ pool }) => pool === id(name)));

/** Passes of one pool, each a second after the one before. */
function passesOf(pool: KubernetesPool) {
  const executor = createExecutor({ clock, mayAct: () => true, backOffBaseMs: 1, backOffMaxMs: 1 });
  const pass = createPass({ world: pool, clock, executor, record: () => {} });
  return async (): Promise<PassResult> => {
    nowMs += 1_000;
    const last = await pass.run();
    await pool.publish?.(
      viewPool({ world: pool, last, fault: undefined } as unknown as PoolController, true, nowMs),
    );
    return last;
  };
}

/** What Kubernetes' Job controller and a node do. */
async function startPods(): Promise<void> {
  const jobs = await world.own.jobs.look("read");
  const pods = await world.own.pods.look("read");
  for (const job of jobs) {
    const { name, uid = "" } = job.metadata;
    if (pods.some(({ metadata }) => metadata.name.startsWith(`${name}-`))) continue;
    const { template: made } = (job as unknown as { spec: { template: { metadata: object; spec: object } } })
      .spec;
    const ownerReferences = [{ apiVersion: "batch/v1", kind: "Job", name, uid, controller: true }];
    const podPlace = place(`${name}-x7k4q`);
    await world.direct.pods.create({
      metadata: { ...made.metadata, ...podPlace, ownerReferences },
      spec: made.spec,
    });
    const conditions = [{ type: "Ready", status: "True", lastTransitionTime: "2026-01-01T00:00:00Z" }];
    const status = { phase: "Running", podIP: "127.0.0.1", conditions };
    await world.direct.pods.patch(podPlace, { status }, { type: "merge", subresource: "status" });
  }
}
const requests = () => world.proxy.requests.filter(({ verb }) => verb !== "watch");

describe("a pool", () => {
  it("asks the API server nothing while it is idle, pass after pass", async () => {
    const pass = passesOf(await poolNamed("chat"));
    await until("its pod is open", async () => {
      const { plan } = await pass();
      await startPods();
      return plan.explanation.counts.open === 1;
    });
    // The time of a minute, in which everything that is waited for has come.
    await until("it is idle for a minute", async () => {
      const before = requests().filter(
        ({ path }) => path.includes("fairlead.dev") || path.includes("istio"),
      ).length;
      for (let count = 0; count < 60; count += 1) await pass();
      const after = requests().filter(
        ({ path }) => path.includes("fairlead.dev") || path.includes("istio"),
      ).length;
      return after === before;
    });
    const before = requests().length;
    for (let count = 0; count < 120; count += 1) {
      expect((await pass()).plan.actions).toEqual([]);
    }
    expect(requests().slice(before)).toEqual([]);
    expect(failures).toEqual([]);
  });

  it("goes with its namespace, in which nothing can be made any more", async () => {
    await world.direct.podPools.create({ metadata: place("going"), spec });
    const pool = await poolNamed("going");
    const pass = passesOf(pool);
    await pass();
    await world.direct.podPools.delete(place("going"), { propagationPolicy: "Background" });
    await until("that is told", () => pool.declared.declaration.lifecycle.deletion === "drain");
    world.proxy.add({
      matches: ({ method, resource }) => resource === "services" && method === "PATCH",
      fault: (exchange) =>
        exchange.answerText(
          403,
          JSON.stringify({
            kind: "Status",
            status: "Failure",
            reason: "Forbidden",
            code: 403,
            message: "it is being terminated",
          }),
        ),
    });
    const { namespace } = world.pool.names;
    const found = await cache.services.of(namespace, "going").look("read");
    for (const { metadata } of found) {
      await cache.services.client.delete(place(metadata.name), { propagationPolicy: "Background" });
    }
    await until("it is gone", async () => {
      await pass().catch(() => {});
      return directory.pools().every((one) => one.pool !== id("going"));
    });
    world.proxy.clear();
  });
});

describe("a pool of which nothing can be read", () => {
  it("goes when it is deleted and has no Jobs left, and not before", async () => {
    const { jobs, podPools: pools } = world.direct;
    const finalizers = [FINALIZER_DRAIN];
    const made = await pools.create({ metadata: { ...place("unread"), finalizers }, spec: { port: 1 } });
    const { uid = "" } = made.metadata;
    const owner = { apiVersion: "fairlead.dev/v1alpha1", kind: "PodPool", name: "unread", uid };
    const labels = { [LABEL_POOL]: "unread" };
    await jobs.create({
      metadata: { ...place("unread-1"), labels, ownerReferences: [owner] },
      spec: { template: { spec: { ...template.spec, restartPolicy: "Never" } } },
    } as never);
    let leads = false;
    const removed: string[] = [];
    const mishaps: unknown[] = [];
    const unreadable = createUnreadablePools({
      podPools: createResourceClient(world.client, podPools),
      mayAct: () => leads,
      isRead: () => false,
      objectsOf: ({ names }) => ({ remove: async () => void removed.push(names.pool) }),
      failed: (error) => mishaps.push(error),
    });
    const isThere = async (): Promise<boolean> => {
      await unreadable.release();
      return (await ifFound(pools.get(place("unread")))) !== undefined;
    };
    unreadable.take(made, cache);
    leads = true;
    expect(await isThere()).toBe(true);
    await pools.delete(place("unread"), { propagationPolicy: "Background" });
    expect(await isThere()).toBe(true);
    await jobs.delete(place("unread-1"), { propagationPolicy: "Background" });
    leads = false;
    expect(await isThere()).toBe(true);
    leads = true;
    expect(await isThere()).toBe(false);
    expect(removed).toEqual(["unread"]);
    expect(mishaps).toEqual([]);
  });
});

describe("the directory", () => {
  it("tells of pools that come, change, go, and come again with the same name", async () => {
    const told: string[] = [];
    const unfollow = directory.follow({
      added: ({ pool }) => told.push(`+${pool}`),
      removed: (pool) => told.push(`-${pool}`),
    });
    told.length = 0;
    const name = `${"a".repeat(40)}.${"b".repeat(22)}`;
    await world.direct.podPools.create({ metadata: place(name), spec });
    const first = await poolNamed(name);
    await world.direct.podPools.patch(
      place(name),
      { spec: { scaling: { maxReplicas: 9 } } },
      { type: "merge" },
    );
    await until("the change is told", () => first.declared.spec.scaling.maxReplicas === 9);
    await world.direct.podPools.delete(place(name), { propagationPolicy: "Background" });
    await world.direct.podPools.create({ metadata: place(name), spec });
    await until("another one is told", () =>
      directory.pools().some(({ pool, uid }) => pool === id(name) && uid !== first.uid),
    );
    expect(told).toEqual([`+${id(name)}`, `-${id(name)}`, `+${id(name)}`]);
    // Names of Kubernetes objects, from a name that is none.
    await passesOf(await poolNamed(name))();
    const found = await world.direct.podPools.get(place(name));
    expect(found.metadata.finalizers).toHaveLength(1);
    unfollow();
  });

  it("keeps what was declared while a spec cannot be read, says so, and refuses one that never could", async () => {
    await world.direct.podPools.create({ metadata: place("odd"), spec });
    const pool = await poolNamed("odd");
    await world.direct.podPools.patch(place("odd"), { spec: { template: null } }, { type: "merge" });
    const pass = passesOf(pool);
    await until("that is told", async () => {
      await pass();
      const { status } = await world.direct.podPools.get(place("odd"));
      const { conditions = [] } = (status ?? {}) as { conditions?: { reason: string }[] };
      return conditions.some(({ reason }) => reason === "PodPoolUnreadable");
    });
    expect(pool.declared.template).toEqual(template);
    await world.direct.podPools.create({ metadata: place("never"), spec: { port: 1 } });
    await until("it is refused", () => refused.includes("never pod_pool_unreadable"));
    expect(directory.pools().map((one) => one.pool)).not.toContain(id("never"));
  });
});
