import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Anything } from "./cluster-objects.ts";
import { openClusterWorld, paths, type ClusterWorld } from "./cluster-world.ts";
import { ask, openSession } from "./gateway-client.ts";
import { applyPool, bothGateways, routeIdOf, type PoolUnderTest } from "./pool-under-test.ts";
import { expectAlive } from "./traffic.ts";

const namespace = "games";
let world: ClusterWorld;
beforeAll(async () => {
  world = await openClusterWorld({ environment: process.env, replicas: 1 });
});
afterAll(() => world.close());

const degraded = (pool: PoolUnderTest) => pool.status().conditions?.find(({ type }) => type === "Degraded");

describe("an object of another hand", () => {
  it("a VirtualService of the user takes the requests that name no pod, and is left alone", async () => {
    const name = "own-routes";
    const host = `${name}.test`;
    const path = `${paths.virtualServices(namespace)}/mine`;
    const route = [{ destination: { host: name, port: { number: 8080 } } }];
    await world.apply({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "mine", namespace },
      spec: {
        hosts: [host],
        gateways: [`${namespace}/public`],
        http: [
          {
            match: [{ uri: { exact: "/mine" } }],
            directResponse: { status: 200, body: { string: '{"podId":"mine"}' } },
          },
          { route },
        ],
      },
    });
    const { metadata: before } = await world.get(path);
    const pool = await applyPool(
      world,
      { namespace, name },
      { routing: { fallback: "none" }, scaling: { minReplicas: 2 } },
    );
    const { pods = [] } = await pool.settled(2);
    const traffic = pool.traffic(["/", "/mine"]);
    for (const gateway of pool.gateways) {
      expect((await ask(gateway, host, "/mine")).podId).toBe("mine");
      for (const { name: podId = "" } of pods) {
        expect((await ask(gateway, host, `/?podId=${podId}`)).podId).toBe(podId);
      }
    }
    const sessions = await pool.sessions(12);
    await pool.settled(3);
    await Promise.all(sessions.map((session) => session.leave()));
    await pool.settled(2);
    expect(await traffic.end()).toEqual([]);
    const { metadata: after } = await world.get(path);
    expect(after.resourceVersion).toBe(before.resourceVersion);
    await pool.kubectl("delete", "podpool", name, "--timeout=90s");
    expect((await world.get(path)).metadata.uid).toBe(before.uid);
  });

  it("a foreign Service of the pool's name is told, and stays as it is until its owner removes it", async () => {
    const name = "foreign";
    const spec = { selector: { app: "legacy" }, ports: [{ name: "http", port: 8080 }] };
    await world.apply({ apiVersion: "v1", kind: "Service", metadata: { name, namespace }, spec });
    const path = `${paths.services(namespace)}/${name}`;
    const before = await world.get(path);
    const pool = await applyPool(world, { namespace, name });
    const condition = await until("the pool says so", () => {
      const found = degraded(pool);
      return found?.reason === "ObjectForeign" ? found : undefined;
    });
    expect(condition.status).toBe("True");
    expect(condition.message).toContain(`Service ${namespace}/${name}`);
    await pool.settled(1);
    expect(await world.get(path)).toEqual(before);
    await pool.kubectl("delete", "service", name);
    await until("the pool has its own", () => degraded(pool)?.status === "False");
    expect((await world.get(path)).spec.selector).toMatchObject({ "fairlead.dev/pool": name });
    const [gateway = { address: "" }] = pool.gateways;
    const session = await openSession(gateway, pool.host);
    await expectAlive([session]);
    await session.leave();
    await pool.kubectl("delete", "podpool", name, "--wait=false");
  });
});

describe("what another hand changes of a pool with clients", () => {
  const name = "touched";
  let pool: PoolUnderTest;
  beforeAll(async () => {
    pool = await applyPool(world, { namespace, name }, { scaling: { minReplicas: 2 } });
    await pool.settled(2);
  });

  /** What is done to a pod's objects, and how it shows that it was put right. */
  interface Touch {
    readonly what: string;
    touch(podId: string): Promise<unknown>;
    isRight(podId: string): Promise<boolean>;
    readonly event?: string;
    /** The pod is out of its Services until it is put right, so that gateways have nobody to lead its clients to. */
    readonly isOut?: true;
  }
  const find = async (path: string, object: string): Promise<Anything> =>
    (await world.items(path)).find(({ metadata }) => metadata.name === object);
  const labelOf = async (podId: string, label: string): Promise<string | undefined> =>
    (await find(paths.pods(namespace), podId))?.metadata.labels[label];
  const touches: readonly Touch[] = [
    {
      what: "a VirtualService of a pod that is edited is written anew, and told",
      touch: (podId) =>
        pool.kubectl(
          ...["patch", "virtualservice", routeIdOf(podId), "--type=json"],
          '-p=[{"op":"replace","path":"/spec/http/0/match","value":[{"uri":{"exact":"/nowhere"}}]}]',
        ),
      isRight: async (podId) =>
        JSON.stringify(await find(paths.virtualServices(namespace), routeIdOf(podId))).includes(
          '"x-fairlead-pod"',
        ),
      event: "VirtualService",
    },
    {
      what: "a VirtualService of a pod that is deleted is written again",
      touch: (podId) => pool.kubectl("delete", "virtualservice", routeIdOf(podId)),
      isRight: async (podId) =>
        (await find(paths.virtualServices(namespace), routeIdOf(podId))) !== undefined,
    },
    {
      what: "a DestinationRule of a pod that is edited is written anew, and told",
      touch: (podId) =>
        pool.kubectl(
          ...["patch", "destinationrule", routeIdOf(podId), "--type=merge"],
          '-p={"spec":{"trafficPolicy":{"connectionPool":{"http":{"http1MaxPendingRequests":10}}}}}',
        ),
      isRight: async (podId) =>
        (await find(paths.destinationRules(namespace), routeIdOf(podId))).spec.trafficPolicy === undefined,
      event: "DestinationRule",
    },
    {
      what: "a VirtualService of a pod whose label of the pool is removed gets it back",
      touch: (podId) => pool.kubectl("label", "virtualservice", routeIdOf(podId), "fairlead.dev/pool-"),
      isRight: async (podId) =>
        (await find(paths.virtualServices(namespace), routeIdOf(podId))).metadata.labels?.[
          "fairlead.dev/pool"
        ] === name,
    },
    {
      what: "a pod whose label of the phase is removed gets it back",
      touch: (podId) => pool.kubectl("label", "pod", podId, "fairlead.dev/phase-"),
      isRight: async (podId) => (await labelOf(podId, "fairlead.dev/phase")) === "open",
    },
    {
      what: "a pod whose label of the pool is removed gets it back, and is not taken for one that is gone",
      touch: (podId) => pool.kubectl("label", "pod", podId, "fairlead.dev/pool-"),
      isRight: async (podId) => (await labelOf(podId, "fairlead.dev/pool")) === name,
      isOut: true,
    },
  ];

  it.each(touches)("$what", async ({ event, isOut, isRight, touch }) => {
    const sessions = await pool.sessions(4);
    const [{ podId } = { podId: "" }] = sessions;
    const jobUids = async () => new Set((await pool.jobs()).map(({ metadata }) => metadata.uid as string));
    const jobsBefore = await jobUids();
    const traffic = pool.traffic();
    await touch(podId);
    await until("it is put right", () => isRight(podId));
    if (event !== undefined) {
      await until("it is told", async () =>
        (await pool.events("ObjectCorrected")).some(({ message }) =>
          message.includes(`${event} ${routeIdOf(podId)}`),
        ),
      );
    }
    await pool.settled(2);
    for (const gateway of await bothGateways(world)) {
      await until(`${podId} is reached again`, async () => {
        const answer = await ask(gateway, pool.host, `/?podId=${podId}`);
        return answer.status === 200 && answer.podId === podId;
      });
    }
    const rightAtMs = performance.now();
    await expectAlive(sessions);
    const losses = await traffic.end();
    if (losses.length > 0) console.log("lost:", losses);
    expect(await jobUids()).toEqual(jobsBefore);
    expect(losses.filter(({ sentAtMs }) => isOut !== true || sentAtMs >= rightAtMs)).toEqual([]);
    await Promise.all(sessions.map((session) => session.leave()));
  });
});

it("a quota of Jobs that is used up is told; the pool works with what it has, and grows when it is raised", async () => {
  const space = "quota";
  const resource = "count/jobs.batch";
  const quota = (limit: number) => ({
    apiVersion: "v1",
    kind: "ResourceQuota",
    metadata: { name: "limit", namespace: space },
    spec: { hard: { [resource]: String(limit) } },
  });
  await world.bed.kubectl(["create", "namespace", space]);
  await world.apply(quota(2));
  await until("the quota is in force", async () => {
    const { status } = await world.get(`/api/v1/namespaces/${space}/resourcequotas/limit`);
    return status?.used?.[resource] === "0";
  });
  const pool = await applyPool(
    world,
    { namespace: space, name: "limited" },
    { routing: { gateways: [`${namespace}/public`] } },
  );
  await pool.settled(1);
  const traffic = pool.traffic();
  const sessions = await pool.sessions(18);
  await until("it says what is in the way", () => {
    const condition = degraded(pool);
    return (
      pool.status().phases?.open === 2 &&
      condition?.status === "True" &&
      condition.message.includes("exceeded quota")
    );
  });
  await expectAlive(sessions);
  await world.apply(quota(20));
  await pool.settled(4);
  await until("nothing is wrong any more", () => degraded(pool)?.status === "False");
  await expectAlive(sessions);
  await Promise.all(sessions.map((session) => session.leave()));
  await pool.settled(1);
  expect(await traffic.end()).toEqual([]);
});
