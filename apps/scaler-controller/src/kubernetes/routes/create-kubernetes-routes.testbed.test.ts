import { createResourceClient } from "@fairlead/controller-kit";
import { podPoolSpecSchema } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { RoutingKind } from "../../interfaces/routes.ts";
import {
  installIstioKinds,
  openKubernetesWorld,
  type KubernetesWorld,
} from "../../testing/open-kubernetes-world.ts";
import { createPoolCache, type PoolCache } from "../cluster/pool-cache.ts";
import { destinationRules, virtualServices } from "../resources.ts";
import { createKubernetesRoutes, type KubernetesRoutes } from "./create-kubernetes-routes.ts";

const specOf = (routing: object) => podPoolSpecSchema.parse({ port: 8080, routing });
const ofHost = (host: string) => specOf({ hosts: [host], gateways: ["istio-system/public"] });

let world: KubernetesWorld;
let cache: PoolCache;
let routes: KubernetesRoutes;
let spec = ofHost("chat.example.com");
let nowMs = Date.UTC(2026, 0, 2);
const corrected: string[] = [];
const ending = new AbortController();
let running: Promise<void>;

beforeAll(async () => {
  await installIstioKinds();
  world = await openKubernetesWorld();
  const { client, pool } = world;
  const { label, namespace } = pool.names;
  cache = createPoolCache({ client, namespace, failed: () => {} });
  running = cache.run(ending.signal);
  await cache.whenSynced(ending.signal);
  routes = createKubernetesRoutes({
    names: pool.names,
    declared: () => spec,
    objects: {
      jobs: cache.jobs.of(namespace, label),
      pods: cache.pods.of(namespace, label),
      endpointSlices: cache.endpointSlices.of(namespace, label),
      virtualServices: cache.virtualServices,
      destinationRules: cache.destinationRules,
    },
    gateways: {
      look: async () => ({ gateways: [], missing: [], pods: [], services: [] }),
      watch: () => () => {},
    },
    probeToken: () => undefined,
    clock: { nowMs: () => nowMs },
    measure: { probed: () => {}, programmed: () => {} },
    timeoutMs: 1_000,
    corrected: (kind, name) => corrected.push(`${kind} ${name}`),
  });
});
beforeEach(() => {
  world.proxy.clear();
  corrected.length = 0;
  spec = ofHost("chat.example.com");
});
afterAll(async () => {
  routes.close();
  ending.abort();
  await running;
  await world.close();
});

const place = (name: string) => ({ namespace: world.pool.names.namespace, name });
const targetOf = (routeId: string, epoch = 1, uid = `uid-of-${routeId}`) => ({ routeId, uid, epoch });
const found = async (kind: RoutingKind, routeId: string) => {
  const { routes: written, subsets } = await routes.observe();
  return (kind === "route" ? written : subsets).find((object) => object.routeId === routeId);
};
const direct = () => createResourceClient(world.direct.client, virtualServices);
/** Another hand, which takes over what it says. */
const edit = (name: string, patch: object) =>
  direct().patch(place(name), patch, { type: "merge", fieldManager: "kubectl-edit" });

describe.each(["route", "subset"] as const)("the %s of a pod", (kind) => {
  it("is written, again without harm, anew for a later epoch, and removed", async () => {
    const name = `chat-${kind}-1`;
    await routes.write(kind, targetOf(name));
    expect(await found(kind, name)).toEqual({ ...targetOf(name), writtenAtMs: nowMs });
    await routes.write(kind, targetOf(name));
    await routes.write(kind, targetOf(name, 2));
    expect(await found(kind, name)).toMatchObject({ epoch: 2 });
    await routes.remove(kind, targetOf(name, 2));
    expect(await found(kind, name)).toBeUndefined();
    await routes.remove(kind, targetOf(name, 2));
    expect(corrected).toEqual([]);
  });

  it("is created without asking whether it is there, when the last look did not show it", async () => {
    const name = `chat-${kind}-new`;
    await routes.observe();
    const since = world.proxy.requests.length;
    await routes.write(kind, targetOf(name));
    expect(world.proxy.requests.slice(since).map(({ verb }) => verb)).toEqual(["create"]);
    await routes.write(kind, targetOf(name, 2));
    expect(await found(kind, name)).toMatchObject({ epoch: 2 });
  });

  it("is neither written nor removed by what was decided for an earlier epoch", async () => {
    const name = `chat-${kind}-2`;
    await routes.write(kind, targetOf(name, 3));
    const stale = { code: "precondition_failed" };
    await expect(routes.write(kind, targetOf(name, 2))).rejects.toMatchObject(stale);
    await expect(routes.remove(kind, targetOf(name, 2))).rejects.toMatchObject(stale);
    await expect(routes.remove(kind, targetOf(name, 3, "another"))).rejects.toMatchObject(stale);
    expect(await found(kind, name)).toMatchObject({ epoch: 3 });
  });

  it("is taken over from a Job of the same name that is no more", async () => {
    const name = `chat-${kind}-3`;
    await routes.write(kind, targetOf(name, 7, "old"));
    await routes.write(kind, targetOf(name, 1, "new"));
    expect(await found(kind, name)).toMatchObject({ uid: "new", epoch: 1 });
  });

  it("is left alone where it changed between look and write", async () => {
    const name = `chat-${kind}-4`;
    await routes.write(kind, targetOf(name));
    for (const verb of ["patch", "delete"] as const) {
      world.proxy.add({
        matches: (request) => request.verb === verb && request.name === name,
        fault: async (exchange) => {
          const labels = { touched: verb };
          await (kind === "route"
            ? edit(name, { metadata: { labels } })
            : createResourceClient(world.direct.client, destinationRules).patch(
                place(name),
                { metadata: { labels } },
                { type: "merge" },
              ));
          await exchange.forward();
        },
        times: 1,
      });
    }
    const stale = { code: "precondition_failed" };
    await expect(routes.write(kind, targetOf(name, 2))).rejects.toMatchObject(stale);
    await expect(routes.remove(kind, targetOf(name))).rejects.toMatchObject(stale);
    expect(await found(kind, name)).toMatchObject({ epoch: 1 });
    await routes.remove(kind, targetOf(name));
  });

  it("is not written twice when the answer was lost", async () => {
    const name = `chat-${kind}-5`;
    world.proxy.add({
      matches: (request) => request.verb === "create",
      fault: async (exchange) => {
        await exchange.ask();
        exchange.reset();
      },
      times: 1,
    });
    await expect(routes.write(kind, targetOf(name))).rejects.toThrow();
    await routes.write(kind, targetOf(name));
    expect(await found(kind, name)).toMatchObject({ epoch: 1 });
  });
});

describe("a route that another hand has changed", () => {
  it.each([
    ["what it says", { spec: { hosts: ["other.example.com"] } }],
    ["what it did not say", { spec: { exportTo: ["."] } }],
    ["its epoch", { metadata: { annotations: { "fairlead.dev/epoch": null } } }],
  ])("in %s is of no epoch, and is written anew, once, and told", async (_, patch) => {
    const name = "chat-drift";
    await routes.write("route", targetOf(name, 4));
    await found("route", name);
    await edit(name, patch);
    expect(await found("route", name)).toMatchObject({ epoch: -1 });
    await routes.write("route", targetOf(name, 4));
    expect(corrected).toEqual(["VirtualService chat-drift"]);
    expect(await found("route", name)).toMatchObject({ epoch: 4 });
    expect((await direct().get(place(name))).spec).not.toHaveProperty("exportTo");
    await routes.remove("route", targetOf(name, 4));
  });

  it("keeps what is another one's besides: labels, annotations", async () => {
    await routes.write("route", targetOf("chat-mine"));
    await edit("chat-mine", { metadata: { labels: { team: "a" }, annotations: { note: "b" } } });
    await routes.write("route", targetOf("chat-mine", 2));
    const { annotations, labels } = (await direct().get(place("chat-mine"))).metadata;
    expect([labels?.["team"], annotations?.["note"]]).toEqual(["a", "b"]);
    expect(corrected).toEqual([]);
  });

  it("gets back the label by which it is found", async () => {
    await routes.write("route", targetOf("chat-label"));
    await edit("chat-label", { metadata: { labels: { "fairlead.dev/pool": null } } });
    expect(await found("route", "chat-label")).toBeUndefined();
    await routes.write("route", targetOf("chat-label"));
    expect(await found("route", "chat-label")).toMatchObject({ epoch: 1 });
  });
});

it("is written anew where the pool says otherwise, which is nobody's other hand", async () => {
  await routes.write("route", targetOf("chat-spec"));
  await found("route", "chat-spec");
  spec = ofHost("new.example.com");
  expect(await found("route", "chat-spec")).toMatchObject({ epoch: -1 });
  await routes.write("route", targetOf("chat-spec"));
  expect(await found("route", "chat-spec")).toMatchObject({ epoch: 1 });
  expect(corrected).toEqual([]);
});

it("never touches somebody else's object of the same name", async () => {
  const theirs = { hosts: ["a.example.com"], http: [{ route: [{ destination: { host: "a" } }] }] };
  for (const [name, labels] of [
    ["chat-theirs-1", {}],
    ["chat-theirs-2", { "fairlead.dev/pool": "chat" }],
  ] as const) {
    await direct().create({ metadata: { ...place(name), labels }, spec: theirs } as never);
    const foreign = { code: "object_foreign" };
    await expect(routes.write("route", targetOf(name))).rejects.toMatchObject(foreign);
    await expect(routes.remove("route", targetOf(name))).rejects.toMatchObject(foreign);
    expect(await found("route", name)).toBeUndefined();
    expect((await direct().get(place(name))).spec).toEqual(theirs);
  }
});

it("counts what a scaler with a clock ahead has written from when it is seen", async () => {
  nowMs += 3_600_000;
  await routes.write("route", targetOf("chat-clock"));
  nowMs -= 3_600_000;
  expect(await found("route", "chat-clock")).toMatchObject({ writtenAtMs: nowMs });
});

it("says that no gateway is known, and not any more where the pool needs none", async () => {
  const { gateways } = await routes.observe();
  expect(gateways).toBeUndefined();
  expect(routes.fault).toMatchObject({ code: "gateway_unknown" });
  spec = specOf({ hosts: ["chat.example.com"], gateways: ["istio-system/public"], mode: "override-host" });
  expect((await routes.observe()).gateways).toBeUndefined();
  expect(routes.fault).toBeUndefined();
});

it("glances at what watches have told, and asks the API server nothing", async () => {
  await routes.write("route", targetOf("chat-glance"));
  await until("the watch has told", async () =>
    (await routes.observe("glance")).routes.some(({ routeId }) => routeId === "chat-glance"),
  );
  const count = world.proxy.requests.length;
  await routes.observe("glance");
  expect(world.proxy.requests.length).toBe(count);
});
