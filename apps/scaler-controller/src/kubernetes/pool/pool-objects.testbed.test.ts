import { createInformer, createResourceClient } from "@fairlead/controller-kit";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  installIstioKinds,
  openKubernetesWorld,
  type KubernetesWorld,
} from "../../testing/open-kubernetes-world.ts";
import { createPoolCache, type PoolCache } from "../cluster/pool-cache.ts";
import { disruptionBudgets, envoyFilters, services, virtualServices } from "../resources.ts";
import { createPoolObjects, type PoolObjects } from "./pool-objects.ts";
import { declarePool, type DeclaredPool } from "./pool-source.ts";

const template = { spec: { containers: [{ name: "chat", image: "chat:1" }] } };
const starting = { maxStarting: 1, deadlineMs: 1, backOffBaseMs: 1, backOffMaxMs: 1 };
const ending = new AbortController();
const corrected: string[] = [];
let running: Promise<unknown>;
let world: KubernetesWorld;
let cache: PoolCache;
let objects: PoolObjects;
let filters: ReturnType<typeof createInformer>;

beforeAll(async () => {
  await installIstioKinds();
  world = await openKubernetesWorld();
  const { client, pool } = world;
  const { namespace } = pool.names;
  cache = createPoolCache({ client, namespace, failed: () => {} });
  const informer = createInformer({ client, type: envoyFilters, namespace });
  filters = informer;
  running = Promise.all([cache.run(ending.signal), informer.run(ending.signal)]);
  await cache.whenSynced(ending.signal);
  await informer.whenSynced(ending.signal);
  objects = createPoolObjects({
    pool,
    cache,
    envoyFilters: { informer, client: createResourceClient(client, envoyFilters) },
    gateways: { namespace, labels: { istio: "ingress" } },
    corrected: (kind, name) => corrected.push(`${kind} ${name}`),
  });
});
beforeEach(() => {
  corrected.length = 0;
  world.proxy.clear();
});
afterAll(async () => {
  ending.abort();
  await running;
  await world.close();
});

const declared = (mode: "subset" | "override-host", parts: object = {}): DeclaredPool =>
  declarePool(
    {
      metadata: { name: "chat", namespace: world.pool.names.namespace },
      spec: { port: 8080, template, routing: { mode, hosts: ["chat.test"], gateways: ["a/b"] }, ...parts },
    },
    world.pool.names,
    starting,
  );
const place = (name: string) => ({ namespace: world.pool.names.namespace, name });
/** Another hand. */
const direct = () => ({
  services: createResourceClient(world.direct.client, services),
  routes: createResourceClient(world.direct.client, virtualServices),
  budgets: createResourceClient(world.direct.client, disruptionBudgets),
  filters: createResourceClient(world.direct.client, envoyFilters),
});
const own = () => ({ namespace: world.pool.names.namespace, labelSelector: "fairlead.dev/pool=chat" });
const present = async () => {
  const { budgets, filters: all, routes, services: found } = direct();
  const lists = await Promise.all([
    found.list(own()),
    budgets.list(own()),
    routes.list(own()),
    all.list(own()),
  ]);
  return lists.flatMap(({ items }) => items.map(({ metadata }) => metadata.name));
};
const filterName = () => `fairlead.${world.pool.names.namespace}.chat`;
const requests = () => world.proxy.requests.filter(({ verb }) => verb !== "watch").length;
/** Keeps the pool until its watches tell that nothing is to be done. */
const settle = (pool: DeclaredPool) =>
  until("nothing is asked any more", async () => {
    const before = requests();
    await objects.keep(pool);
    return requests() === before;
  });

describe("the objects of a pool", () => {
  it("are made, belong to it, and are asked for no more once the watches have told of them", async () => {
    await settle(declared("subset"));
    expect(await present()).toEqual(["chat", "chat-pods", "chat", "chat-pods"]);
    const made = await direct().services.get(place("chat"));
    expect(made.metadata.ownerReferences).toMatchObject([
      { kind: "PodPool", uid: world.pool.uid, controller: true },
    ]);
    expect(corrected).toEqual([]);
  });

  it("get an EnvoyFilter with override-host mode, and lose it again, and the route with the fallback", async () => {
    await settle(declared("override-host"));
    expect(await present()).toContain(filterName());
    await settle(declared("subset", { routing: { mode: "subset", hosts: ["chat.test"], fallback: "none" } }));
    expect(await present()).toEqual(["chat", "chat-pods", "chat"]);
    await settle(declared("override-host"));
    await objects.remove();
    expect(await present()).not.toContain(filterName());
    await objects.remove();
    await until("the watch has told", () => filters.store.list().length === 0);
    await settle(declared("subset"));
    expect(corrected).toEqual([]);
  });

  it("follow the pool, which is no other hand's change", async () => {
    await settle(declared("subset", { port: 9090 }));
    const { spec } = await direct().services.get(place("chat-pods"));
    expect(spec).toMatchObject({ ports: [{ port: 9090 }] });
    await settle(declared("subset"));
    expect(corrected).toEqual([]);
  });

  it.each([
    ["a selector", { spec: { selector: { extra: "label" } } }],
    ["a port", { spec: { ports: [{ name: "http", port: 8080, targetPort: 1 }] } }],
    ["the label", { metadata: { labels: { "fairlead.dev/pool": null } } }],
  ])("are put right where another hand has changed %s of a Service, and that is told", async (_, patch) => {
    await settle(declared("subset"));
    const { services: found } = direct();
    const before = (await found.get(place("chat"))).spec as { selector: object };
    await found.patch(place("chat"), patch, { type: "merge", fieldManager: "kubectl-edit" });
    await until("it is put right", async () => {
      await objects.keep(declared("subset"));
      return corrected.length > 0;
    });
    await settle(declared("subset"));
    expect(corrected).toEqual(["Service chat"]);
    const { metadata, spec } = await found.get(place("chat"));
    expect(metadata.labels).toMatchObject({ "fairlead.dev/pool": "chat" });
    expect(spec).toMatchObject({ selector: before.selector, ports: [{ targetPort: 8080 }] });
    expect((spec as { selector: object }).selector).toEqual(before.selector);
  });

  it("are made again where they were deleted, and that is told", async () => {
    await settle(declared("subset"));
    await direct().services.delete(place("chat-pods"), { propagationPolicy: "Background" });
    await until("it is there", async () => {
      await objects.keep(declared("subset"));
      return corrected.length > 0;
    });
    expect(await present()).toContain("chat-pods");
  });

  it("leave what another one has added for good, told once and written no more", async () => {
    await settle(declared("subset"));
    const ports = [
      { name: "http", port: 8080, targetPort: 8080 },
      { name: "metrics", port: 9999 },
    ];
    await direct().services.patch(
      place("chat"),
      { spec: { ports } },
      { type: "merge", fieldManager: "other" },
    );
    await until("the watch has told", async () => {
      const [service] = (await cache.services.of(place("").namespace, "chat").look("glance")).filter(
        ({ metadata }) => metadata.name === "chat",
      );
      const { ports: seen } = (service?.spec ?? { ports: [] }) as { readonly ports: readonly unknown[] };
      return seen.length === 2;
    });
    await settle(declared("subset"));
    expect(corrected.length).toBeLessThanOrEqual(1);
    expect((await direct().services.get(place("chat"))).spec).toMatchObject({
      ports: [{ port: 8080 }, { port: 9999 }],
    });
  });
});

describe("somebody else's object of the same name", () => {
  it("is never touched, and told; the others are kept all the same", async () => {
    const { budgets, services: found } = direct();
    await found.delete(place("chat"), { propagationPolicy: "Background" });
    await budgets.delete(place("chat"), { propagationPolicy: "Background" });
    const theirs = { selector: { app: "theirs" }, ports: [{ port: 1 }] };
    const made = await found.create({ metadata: place("chat"), spec: theirs });
    await until("the watch has told", async () => {
      const known = await cache.services.of(place("").namespace, "chat").look("glance");
      return known.every(({ metadata }) => metadata.name !== "chat");
    });
    await expect(objects.keep(declared("subset"))).rejects.toMatchObject({ code: "object_foreign" });
    expect((await found.get(place("chat"))).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
    expect((await budgets.get(place("chat"))).spec).toBeDefined();
    await found.delete(place("chat"), { propagationPolicy: "Background" });
    await settle(declared("subset"));
  });

  it("is never touched though the watch has not told yet that it came in the place of ours", async () => {
    await settle(declared("subset"));
    const { services: found } = direct();
    // The watch is frozen: what is known stays.
    const known = await cache.services.of(place("").namespace, "chat").look("glance");
    const frozen = {
      ...cache,
      services: { ...cache.services, of: () => ({ look: async () => known }) },
    };
    const lagging = createPoolObjects({
      pool: world.pool,
      cache: frozen,
      envoyFilters: { informer: filters as never, client: createResourceClient(world.client, envoyFilters) },
      gateways: { namespace: place("").namespace, labels: {} },
      corrected: () => {},
    });
    await found.delete(place("chat"), { propagationPolicy: "Background" });
    const made = await found.create({
      metadata: place("chat"),
      spec: { selector: { a: "b" }, ports: [{ port: 1 }] },
    });
    await expect(lagging.keep(declared("subset", { port: 7070 }))).rejects.toMatchObject({
      code: "object_foreign",
    });
    expect((await found.get(place("chat"))).metadata.resourceVersion).toBe(made.metadata.resourceVersion);
  });
});
