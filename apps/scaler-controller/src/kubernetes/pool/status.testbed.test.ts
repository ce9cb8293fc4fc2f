import { EMPTY_STATUS } from "@fairlead/pool-scaling";
import { conflict, answerWith, internalError, loseAnswer } from "@fairlead/testbed";
import { createResourceClient, type ResourceClient } from "@fairlead/controller-kit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ScaledPool } from "../../interfaces/scaled-pool.ts";
import type { StatusStore } from "../../interfaces/status-store.ts";
import { openKubernetesWorld, type KubernetesWorld } from "../../testing/open-kubernetes-world.ts";
import { podPools, type PodPoolObject } from "../resources.ts";
import { createStatusPublisher } from "./status-publisher.ts";
import { createKubernetesStatusStore } from "./status-store.ts";

let world: KubernetesWorld;
let pools: ResourceClient<PodPoolObject>;
let cached: PodPoolObject | undefined;
let place: { namespace: string; name: string };
let created = 0;

beforeAll(async () => {
  world = await openKubernetesWorld();
  pools = createResourceClient(world.client, podPools);
});
beforeEach(async () => {
  world.proxy.clear();
  created += 1;
  place = { namespace: world.pool.names.namespace, name: `pool-${created}` };
  cached = await world.direct.podPools.create({ metadata: place, spec: { port: 1 } });
});
afterAll(() => world.close());

const uid = (): string => cached?.metadata.uid ?? "";
const openStore = (): StatusStore =>
  createKubernetesStatusStore({ podPools: pools, ...place, uid: uid(), cached: () => cached });
const statusOf = (revision: number, extra: object = {}) => ({
  pool: { ...EMPTY_STATUS, revision, desiredReplicas: revision, ...extra },
});
const now = () => world.direct.podPools.get(place);
const memory = async () => ((await now()).status as { memory?: unknown } | undefined)?.memory;
const replaceObject = async (): Promise<void> => {
  await world.direct.podPools.delete(place, { propagationPolicy: "Background" });
  await world.direct.podPools.create({ metadata: place, spec: { port: 1 } });
};
const stale = { code: "precondition_failed" };

describe("the memory of a pool", () => {
  it("is there as it was written, on the condition of the revision before", async () => {
    const store = openStore();
    expect(await store.read()).toBeUndefined();
    await store.write(statusOf(1), 0);
    expect((await store.read())?.pool).toMatchObject({ revision: 1 });
    await expect(store.write(statusOf(2), 0)).rejects.toMatchObject(stale);
    await store.write(statusOf(2), 1);
    expect(store.fault).toBeUndefined();
    expect((await openStore().read())?.pool).toMatchObject({ revision: 2, desiredReplicas: 2 });
  });

  it("is written with one request, but for the first time", async () => {
    const store = openStore();
    await store.write(statusOf(1), 0);
    const before = world.proxy.requests.length;
    await store.write(statusOf(2), 1);
    expect(world.proxy.requests.slice(before).map(({ verb }) => verb)).toEqual(["patch"]);
  });

  it("is not written on a look that is old", async () => {
    const [store, other] = [openStore(), openStore()];
    await store.read();
    await other.write(statusOf(1), 0);
    await expect(store.write(statusOf(1), 0)).rejects.toMatchObject(stale);
    await store.read();
    await world.direct.podPools.patch(
      place,
      { status: { clients: 8 } },
      { type: "merge", subresource: "status" },
    );
    await store.write(statusOf(2), 1);
    expect((await now()).status).toMatchObject({ clients: 8, memory: { pool: { revision: 2 } } });
  });

  it.each(["update", "patch"])(
    "is written though another one writes something else of the object before the %s, and keeps that",
    async (verb) => {
      const store = openStore();
      if (verb === "patch") await store.write(statusOf(1), 0);
      const rule = world.proxy.add({
        matches: (request) => request.verb === verb,
        fault: async (exchange) => {
          const status = { clients: 7 };
          await world.direct.podPools.patch(place, { status }, { type: "merge", subresource: "status" });
          await exchange.forward();
        },
        times: 2,
      });
      const revision = verb === "patch" ? 2 : 1;
      await store.write(statusOf(revision), revision - 1);
      expect(rule.hits).toBeGreaterThan(0);
      expect((await now()).status).toMatchObject({ clients: 7, memory: { pool: { revision } } });
    },
  );

  it.each(["update", "patch"])(
    "is not written where another one has written it before the %s",
    async (verb) => {
      const store = openStore();
      if (verb === "patch") await store.write(statusOf(1), 0);
      const revision = verb === "patch" ? 2 : 1;
      world.proxy.add({
        matches: (request) => request.verb === verb,
        fault: async (exchange) => {
          const status = { memory: statusOf(revision, { desiredReplicas: 9 }) };
          await world.direct.podPools.patch(place, { status }, { type: "merge", subresource: "status" });
          await exchange.forward();
        },
        times: 1,
      });
      await expect(store.write(statusOf(revision), revision - 1)).rejects.toMatchObject(stale);
      expect(store.fault).toBeUndefined();
      expect((await store.read())?.pool.desiredReplicas).toBe(9);
    },
  );

  it("says that it is not stored while writes fail, whatever became of them, and not after one that did not", async () => {
    const store = openStore();
    world.proxy.add({ matches: ({ verb }) => verb === "update", fault: loseAnswer(), times: 1 });
    await expect(store.write(statusOf(1), 0)).rejects.toMatchObject({ code: "status_not_stored" });
    expect(store.fault).toMatchObject({ code: "status_not_stored" });
    // It was written all the same: who goes on from what is read is right.
    await expect(store.write(statusOf(1), 0)).rejects.toMatchObject(stale);
    expect((await store.read())?.pool.revision).toBe(1);
    world.proxy.add({ matches: ({ verb }) => verb === "patch", fault: answerWith(conflict()) });
    await expect(store.write(statusOf(2), 1)).rejects.toMatchObject({ code: "status_not_stored" });
    world.proxy.clear();
    await store.write(statusOf(2), 1);
    expect(store.fault).toBeUndefined();
  });

  it("is another pool's where the object was replaced by one of the same name", async () => {
    const store = openStore();
    await store.write(statusOf(1), 0);
    await replaceObject();
    await expect(store.write(statusOf(2), 1)).rejects.toMatchObject(stale);
    await expect(store.read()).rejects.toMatchObject(stale);
    expect(await memory()).toBeUndefined();
  });

  it("loses the fields that are gone", async () => {
    const store = openStore();
    const events = [{ atMs: 1, replicas: 2 }];
    await store.write(
      {
        ...statusOf(1),
        replicaCount: {
          recommendations: [],
          scaleUpEvents: events,
          scaleDownEvents: [],
          pending: events,
        } as never,
      },
      0,
    );
    await store.write(statusOf(2), 1);
    expect(await memory()).toEqual(statusOf(2));
  });

  it("is glanced at as it was written by itself, until the watch tells of something newer", async () => {
    const store = openStore();
    await store.write(statusOf(1), 0);
    const count = world.proxy.requests.length;
    expect((await store.read("glance"))?.pool.revision).toBe(1);
    expect(world.proxy.requests.length).toBe(count);
    await world.direct.podPools.patch(
      place,
      { status: { memory: statusOf(5) } },
      { type: "merge", subresource: "status" },
    );
    cached = await now();
    expect((await store.read("glance"))?.pool.revision).toBe(5);
  });
});

const pool: ScaledPool = {
  pool: "shop/chat",
  leader: true,
  observedAtMs: 1,
  desiredReplicas: 1,
  minReplicas: 0,
  maxReplicas: 5,
  why: [],
  decision: "",
  limit: null,
  counts: { starting: 0, open: 1, draining: 0, closed: 0 },
  clients: 0,
  waitingClients: 0,
  viewAgeMs: 10,
  conditions: [],
  fault: null,
  pods: [],
};

describe("what is told of a pool", () => {
  function openPublisher() {
    let nowMs = Date.UTC(2026, 0, 2);
    const { publish } = createStatusPublisher({
      podPools: pools,
      ...place,
      uid: uid(),
      cached: () => cached,
      context: () => ({ generation: 1, selector: "a=b", faults: [], nowMs }),
    });
    const writes = () =>
      world.proxy.requests.filter(({ name, verb }) => verb === "patch" && name === place.name).length;
    return { publish, pass: (ms: number) => void (nowMs += ms), writes };
  }

  it("is written once, and not again while nothing changes, nor by the next scaler", async () => {
    const { pass, publish, writes } = openPublisher();
    for (let count = 0; count < 5; count += 1) {
      await publish(pool);
      pass(60_000);
    }
    expect(writes()).toBe(1);
    expect((await now()).status).toMatchObject({ replicas: 1, selector: "a=b", phases: { open: 1 } });
    cached = await now();
    const next = openPublisher();
    next.pass(3_600_000);
    await next.publish(pool);
    expect(next.writes()).toBe(1);
  });

  it("is written at most each five seconds where figures change alone, and at once where a pod comes", async () => {
    const { pass, publish, writes } = openPublisher();
    await publish(pool);
    for (let clients = 1; clients <= 10; clients += 1) {
      pass(1_000);
      cached = await now();
      await publish({ ...pool, clients });
    }
    expect(writes()).toBe(3);
    expect((await now()).status).toMatchObject({ clients: 10 });
    cached = await now();
    pass(1);
    await publish({ ...pool, clients: 11, counts: { ...pool.counts, starting: 1 } });
    expect(writes()).toBe(4);
    expect((await now()).status).toMatchObject({ clients: 11, replicas: 2 });
  });

  it("is told where the watch is behind, too", async () => {
    const { pass, publish } = openPublisher();
    cached = await now();
    await publish(pool);
    pass(10_000);
    await publish({ ...pool, clients: 3 });
    expect((await now()).status).toMatchObject({ clients: 3 });
  });

  it("is told again after it could not be", async () => {
    const { pass, publish } = openPublisher();
    world.proxy.add({
      matches: ({ verb }) => verb === "patch",
      fault: answerWith(internalError()),
      times: 1,
    });
    await expect(publish(pool)).rejects.toThrow();
    pass(10_000);
    await publish(pool);
    expect((await now()).status).toMatchObject({ replicas: 1 });
  });

  it("leaves the memory as it is", async () => {
    await openStore().write(statusOf(1), 0);
    await openPublisher().publish(pool);
    expect(await memory()).toMatchObject({ pool: { revision: 1 } });
  });

  it("is not told of another pool that has come in its place", async () => {
    const { publish } = openPublisher();
    await replaceObject();
    await publish(pool);
    expect((await now()).status ?? {}).not.toHaveProperty("replicas");
  });
});
