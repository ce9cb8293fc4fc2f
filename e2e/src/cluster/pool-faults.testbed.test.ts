import { until } from "@fairlead/test-support";
import { startMetricsServer } from "@fairlead/testbed";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAIRLEAD_NAMESPACE, gatewayObject, sessionTemplate } from "./cluster-objects.ts";
import { openClusterWorld, paths, type ClusterWorld } from "./cluster-world.ts";
import { ask, openSession } from "./gateway-client.ts";
import { applyPool, type PoolUnderTest } from "./pool-under-test.ts";
import { expectAlive, openSessions } from "./traffic.ts";

const namespace = "games";
let world: ClusterWorld;
beforeAll(async () => {
  world = await openClusterWorld({ environment: process.env });
  await world.apply({
    ...gatewayObject(namespace, ["*.wild.test"]),
    metadata: { name: "wild", namespace },
  });
});
afterAll(() => world.close());

const isThere = async ({ name }: PoolUnderTest): Promise<boolean> =>
  (await world.items(paths.podPools(namespace))).some(({ metadata }) => metadata.name === name);
const untilGone = (pool: PoolUnderTest) =>
  until("the pool and everything of it is gone", async () =>
    (await isThere(pool)) ? false : (await pool.leftovers()).length === 0,
  );

describe.concurrent.each(["subset", "override-host"] as const)(
  "in %s mode, a pool that is deleted with clients",
  (mode) => {
    it("keeps its pods until they have left, and is gone then", async () => {
      const name = `drains-${mode}`;
      const pool = await applyPool(
        world,
        { namespace, name },
        { routing: { mode }, scaling: { minReplicas: 2 } },
      );
      await pool.settled(2);
      const sessions = await pool.sessions(4);
      const podIds = new Set(sessions.map(({ podId }) => podId));
      await pool.kubectl("delete", "podpool", name, "--wait=false");
      await until("its pods drain", () => {
        const { phases } = pool.status();
        return phases?.open === 0 && phases.draining === podIds.size;
      });
      for (const podId of podIds) {
        for (const gateway of pool.gateways) {
          expect((await ask(gateway, pool.host, `/?podId=${podId}`)).podId).toBe(podId);
        }
      }
      await expectAlive(sessions);
      expect(await isThere(pool)).toBe(true);
      await Promise.all(sessions.map((session) => session.leave()));
      await untilGone(pool);
    });

    it("goes at once where its spec says so, and leaves nothing", async () => {
      const name = `ends-${mode}`;
      const pool = await applyPool(
        world,
        { namespace, name },
        { routing: { mode }, draining: { onPoolDeletion: "delete" } },
      );
      await pool.settled(1);
      const sessions = await pool.sessions(2);
      await pool.kubectl("delete", "podpool", name, "--wait=false");
      await untilGone(pool);
      await until("its clients are cut off", () => sessions.every(({ isCut }) => isCut));
    });
  },
);

describe.concurrent.each(["subset", "override-host"] as const)(
  "in %s mode, a pool whose template changes",
  (mode) => {
    it("has new pods take over, also when it changes again while old ones drain, and cuts nobody", async () => {
      const name = `rolls-${mode}`;
      const pool = await applyPool(
        world,
        { namespace, name },
        { routing: { mode }, scaling: { minReplicas: 2 } },
      );
      const template = (version: string) => sessionTemplate({ env: [{ name: "VERSION", value: version }] });
      const versions = async (): Promise<ReadonlyMap<string, string>> =>
        new Map(
          (await pool.pods()).map(({ metadata, spec }) => [
            metadata.name,
            spec.containers[0].env.find((entry: { name: string }) => entry.name === "VERSION")?.value ?? "1",
          ]),
        );
      const opened = (version: string) =>
        until(`open pods are of version ${version}, and no others start`, async () => {
          const byPod = await versions();
          const { phases, pods = [] } = pool.status();
          const open = pods.filter(({ phase }) => phase === "open");
          return (
            phases?.open === 2 &&
            phases.starting === 0 &&
            open.length === 2 &&
            open.every((pod) => byPod.get(pod.name ?? "") === version)
          );
        });
      /** A gateway learns of a phase with its next snapshot, and each of its workers has one of its own. */
      const ledTo = (version: string) =>
        until(`new clients come to version ${version} only`, async () => {
          const asked = pool.gateways.flatMap((gateway) =>
            Array.from({ length: 20 }, () => ask(gateway, pool.host, "/")),
          );
          const [answers, byPod] = await Promise.all([Promise.all(asked), versions()]);
          return answers.every(({ podId = "" }) => byPod.get(podId) === version);
        });
      await pool.settled(2);
      const traffic = pool.traffic();
      const first = await pool.sessions(4);
      await pool.patch({ spec: { template: template("2") } });
      await opened("2");
      await ledTo("2");
      const second = await pool.sessions(4);
      const byPod = await versions();
      expect(new Set(first.map(({ podId }) => byPod.get(podId)))).toEqual(new Set(["1"]));
      expect(new Set(second.map(({ podId }) => byPod.get(podId)))).toEqual(new Set(["2"]));
      await pool.patch({ spec: { template: template("3") } });
      await opened("3");
      await expectAlive([...first, ...second]);
      await Promise.all([...first, ...second].map((session) => session.leave()));
      await pool.settled(2);
      // A pod takes a moment to end after its Job is gone.
      await until("only version 3 is left", async () =>
        [...(await versions()).values()].every((version) => version === "3"),
      );
      expect(await traffic.end()).toEqual([]);
      await pool.kubectl("delete", "podpool", name, "--wait=false");
    });
  },
);

it.concurrent.each([
  ["of 63 characters", `long-${"x".repeat(58)}`, "a.wild.test", "a.wild.test", "games/wild"],
  ["with dots", "eu.rooms.v2", "*.dots.test", "any.dots.test", "games/public"],
])("a pool with a name %s is reached, at a wildcard host too", async (_, name, host, asked, gateway) => {
  const pool = await applyPool(
    world,
    { namespace, name },
    { routing: { hosts: [host], gateways: [gateway] } },
  );
  await pool.settled(1);
  const sessions = await openSessions(pool.gateways, asked, 8);
  const { pods = [] } = await pool.settled(2);
  for (const { name: podId = "" } of pods) {
    expect(podId.length).toBeLessThanOrEqual(63);
    for (const one of pool.gateways) {
      // A gateway's filter knows a pod from the next snapshot on.
      await until("the gateway leads there", async () => {
        return (await ask(one, asked, `/?podId=${podId}`)).podId === podId;
      });
    }
  }
  await expectAlive(sessions);
  await Promise.all(sessions.map((session) => session.leave()));
  await pool.settled(1);
  await pool.kubectl("delete", "podpool", name, "--timeout=90s");
  await untilGone(pool);
});

it.concurrent("two pools on one gateway scale at the same time, and never get each other's clients", async () => {
  const names = ["rooms", "rooms-pods"] as const;
  const pools = await Promise.all(names.map((name) => applyPool(world, { namespace, name })));
  await Promise.all(pools.map((pool) => pool.settled(1)));
  const traffic = pools.map((pool) => pool.traffic());
  // With three pods, which some of them may have brought before the rest came, so many are beyond the tolerance.
  const sessions = await Promise.all(pools.map((pool) => pool.sessions(20)));
  await Promise.all(pools.map((pool) => pool.settled(4)));
  const own = await Promise.all(
    pools.map(async (pool) => new Set((await pool.pods()).map(({ metadata }) => metadata.name as string))),
  );
  for (const [index, pool] of pools.entries()) {
    expect(sessions[index]?.filter(({ podId }) => own[index]?.has(podId) !== true)).toEqual([]);
    for (const gateway of pool.gateways) {
      for (const foreign of own[1 - index] ?? []) {
        const { podId = "", status } = await ask(gateway, pool.host, `/?podId=${foreign}`);
        expect(status).toBe(200);
        expect(own[index]).toContain(podId);
      }
    }
  }
  await Promise.all(sessions.map((all) => expectAlive(all)));
  await Promise.all(sessions.flat().map((session) => session.leave()));
  await Promise.all(pools.map((pool) => pool.settled(1)));
  for (const one of traffic) expect(await one.end()).toEqual([]);
  await Promise.all(pools.map((pool) => pool.kubectl("delete", "podpool", pool.name, "--wait=false")));
});

it.concurrent("a pool whose pods push their reports grows, and shrinks by what is pushed", async () => {
  const name = "pushed";
  const lookup = (await world.items(paths.pods(FAIRLEAD_NAMESPACE))).filter(({ metadata }) =>
    metadata.name.startsWith("fairlead-lookup"),
  );
  const urls = lookup.map(
    ({ status }) => `http://${status.podIP}:8080/v1/pools/${namespace}/${name}/reports`,
  );
  const env = [{ name: "PUSH_URLS", value: urls.join(" ") }];
  const spec = { template: sessionTemplate({ env }), workload: { format: "push" } };
  const pool = await applyPool(world, { namespace, name }, spec);
  await pool.settled(1);
  const staying = await pool.sessions(4);
  const leaving = await pool.sessions(4);
  await pool.settled(2);
  await Promise.all(leaving.map((session) => session.leave()));
  await pool.settled(1);
  await expectAlive(staying);
  await Promise.all(staying.map((session) => session.leave()));
  await pool.kubectl("delete", "podpool", name, "--timeout=90s");
  await untilGone(pool);
});

it.concurrent("a pool whose pods answer with a page of Prometheus grows, and shrinks again", async () => {
  const workload = { format: "prometheus", path: "/metrics", clientsMetric: "chat_clients" };
  const pool = await applyPool(world, { namespace, name: "measured" }, { workload });
  await pool.settled(1);
  const sessions = await pool.sessions(8);
  await pool.settled(2);
  await expectAlive(sessions);
  await Promise.all(sessions.map((session) => session.leave()));
  await pool.settled(1);
  await pool.kubectl("delete", "podpool", pool.name, "--timeout=90s");
  await untilGone(pool);
});

it.concurrent("a pool scaled to zero wakes for its first client, and sleeps again after it", async () => {
  const pool = await applyPool(
    world,
    { namespace, name: "sleeper" },
    { scaling: { minReplicas: 0, scaleToZero: { idleSeconds: 1 } } },
  );
  await pool.settled(0);
  const [gateway] = pool.gateways;
  if (gateway === undefined) throw new Error("There are two gateways.");
  // The second time, the gateways have known for a while that there is no pod.
  for (const time of ["once", "twice"]) {
    const began = performance.now();
    const refusals = new Set<string>();
    const session = await until("a client is served", () =>
      openSession(gateway, pool.host).catch((error: unknown) => void refusals.add(String(error))),
    );
    console.log(`woken ${time} after ${Math.round(performance.now() - began)} ms`);
    expect([...refusals]).toEqual([expect.stringContaining("was answered with 503")]);
    const sessions = [session, ...(await pool.sessions(2))];
    await expectAlive(sessions);
    await Promise.all(sessions.map((session) => session.leave()));
    await pool.settled(0);
  }
  await pool.kubectl("delete", "podpool", pool.name, "--wait=false");
});

it.concurrent("a pool scales by a metric of its user's, and removes nothing while that cannot be read", async () => {
  const groupVersion = "v1beta1.external.metrics.k8s.io";
  const metrics = await startMetricsServer({
    endpoint: world.bed.endpoint,
    namespace,
    groupVersions: [groupVersion],
    reachedAt: (port) => world.bed.network.reverse(port),
  });
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/queue`;
  const say = (value: string): unknown => metrics.answers.set(path, { items: [{ value }] });
  say("3");
  const target = { type: "AverageValue", averageValue: "1" };
  const pool = await applyPool(
    world,
    { namespace, name: "queued" },
    { scaling: { metrics: [{ type: "External", external: { metric: { name: "queue" }, target } }] } },
  );
  await pool.settled(3);
  metrics.answers.clear();
  await until("the pool says what cannot be read", () => pool.status().why?.includes("no such metric"));
  expect(pool.status().phases?.open).toBe(3);
  say("1");
  await pool.settled(1);
  await metrics.close();
  await pool.kubectl("delete", "podpool", pool.name, "--wait=false");
});
