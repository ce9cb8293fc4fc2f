import { createResourceClient } from "@fairlead/controller-kit";
import { answerWith, forbidden } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import {
  installIstioKinds,
  openKubernetesWorld,
  type KubernetesWorld,
} from "../../testing/open-kubernetes-world.ts";
import { gateways, services } from "../resources.ts";
import { createGatewayCache, type GatewayCache } from "./gateway-cache.ts";

let world: KubernetesWorld;
let ending: AbortController;
let running: Promise<void> | undefined;
const failures: string[] = [];

beforeAll(async () => {
  await installIstioKinds();
  world = await openKubernetesWorld();
});
afterEach(async () => {
  ending.abort();
  await running;
  world.proxy.clear();
  failures.length = 0;
});
afterAll(() => world.close());

function open(patienceMs: number): GatewayCache {
  ending = new AbortController();
  const cache = createGatewayCache({
    client: world.client,
    failed: (_, resource) => failures.push(resource),
    patienceMs,
  });
  running = cache.run(ending.signal);
  return cache;
}
const namespace = () => world.pool.names.namespace;
const place = (name: string) => ({ namespace: namespace(), name });

describe("gateways", () => {
  it("are the pods that a Gateway selects, with the Services beside them", async () => {
    const { client, pods } = world.direct;
    const selector = { gateway: namespace() };
    const spec = { selector, servers: [{ port: { number: 80, protocol: "HTTP", name: "a" }, hosts: ["*"] }] };
    await createResourceClient(client, gateways).create({ metadata: place("public"), spec });
    await createResourceClient(client, services).create({
      metadata: place("public"),
      spec: { selector, ports: [{ port: 80 }] },
    });
    const containers = [{ name: "a", image: "a", ports: [{ name: "web", containerPort: 8080 }] }];
    await pods.create({
      metadata: { ...place("gateway-1"), labels: selector },
      spec: { containers },
    });
    const cache = open(60_000);
    let changes = 0;
    const unwatch = cache.watch(() => (changes += 1));
    const names = [`${namespace()}/public`, `${namespace()}/gone`];
    for (const look of ["read", "glance"] as const) {
      const view = await cache.look(names, look);
      expect(view.unknown).toBeUndefined();
      expect(view.missing).toEqual([`${namespace()}/gone`]);
      expect(view.gateways.map(({ metadata }) => metadata.name)).toEqual(["public"]);
      expect(view.pods.map(({ metadata }) => metadata.name)).toEqual(["gateway-1"]);
      expect(view.pods[0]?.spec?.containers?.[0]?.ports?.[0]).toMatchObject({
        name: "web",
        containerPort: 8080,
      });
      expect(view.services.map(({ metadata }) => metadata.name)).toEqual(["public"]);
    }
    const before = changes;
    await pods.create({
      metadata: { ...place("gateway-2"), labels: selector },
      spec: { containers },
    });
    await until("the new one was told", () => changes > before);
    expect((await cache.look(names, "glance")).pods).toHaveLength(2);
    unwatch();
  });

  it("are said to be unknown, by each look and why, while they cannot be listed", async () => {
    const rule = world.proxy.add({
      matches: ({ resource }) => resource === "gateways",
      fault: answerWith(forbidden()),
    });
    const cache = open(1);
    await until("the refusal is heard", () => failures.includes("gateways"));
    for (const look of ["glance", "read"] as const) {
      const view = await cache.look([`${namespace()}/public`], look);
      expect(view).toMatchObject({ gateways: [], missing: [], pods: [] });
      expect(view.unknown).toContain("forbidden");
    }
    rule.remove();
    await until("they are known", async () => {
      const { missing, unknown } = await cache.look(["nowhere/none"], "glance");
      return unknown === undefined && missing.length === 1;
    });
  });

  it("are unknown while their pods cannot be listed", async () => {
    world.proxy.add({
      matches: ({ query, resource }) =>
        resource === "pods" && (query.get("labelSelector") ?? "").startsWith("gateway="),
      fault: answerWith(forbidden()),
    });
    const cache = open(1);
    await until("that is said", async () => {
      const { unknown } = await cache.look([`${namespace()}/public`], "glance");
      return unknown?.includes("pods") === true && unknown.includes("forbidden");
    });
  });
});
