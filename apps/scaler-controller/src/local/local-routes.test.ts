import type { LocalGatewayEvent, LocalGatewayExit, LocalPod } from "@fairlead/local-gateway";
import { describe, expect, it } from "vitest";
import { until } from "@fairlead/test-support";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { LocalPodStore } from "./local-pod-store.ts";
import { createLocalRoutes } from "./local-routes.ts";
import { createWatchers } from "./watchers.ts";

const podOf = (change: Partial<ManagedPod> = {}): ManagedPod => ({
  routeId: "chat-1",
  uid: "uid-1",
  createdAtMs: 0,
  templateHash: "one",
  deleting: false,
  phase: { name: "open", sinceMs: 0, revision: 2, epoch: 0, opened: true, podId: "chat-1-a" },
  instance: { podId: "chat-1-a", state: "running", ready: true, createdAtMs: 0 },
  endpoint: "127.0.0.2:20000",
  ...change,
});
const TARGET = { routeId: "chat-1", uid: "uid-1", epoch: 0 };

/** A gateway that does what the test says. */
function setUp(mode: "subset" | "override-host" = "subset") {
  let nowMs = 100;
  let pods: readonly ManagedPod[] = [podOf()];
  const watchers = createWatchers();
  const updates: (readonly LocalPod[])[] = [];
  const exit = Promise.withResolvers<LocalGatewayExit>();
  let tell: (event: LocalGatewayEvent) => void = () => {};
  const gateway = {
    exited: exit.promise,
    subscribe(listener: typeof tell) {
      tell = listener;
      return () => {};
    },
    update: async ({ pods: wanted }: { readonly pods: readonly LocalPod[] }) => void updates.push(wanted),
  };
  const store = { current: () => pods, watch: watchers.watch } as LocalPodStore;
  const routes = createLocalRoutes({ gateway, store, mode, clock: { nowMs: () => nowMs } });
  return {
    routes,
    gateway,
    updates,
    exit,
    crash: () => tell({ kind: "ended", exit: { code: null, signal: "SIGKILL" }, logs: [], restartInMs: 100 }),
    recover: () => tell({ kind: "serving", pid: 2 }),
    at: (ms: number) => void (nowMs = ms),
    become(...now: ManagedPod[]) {
      pods = now;
      watchers.tell();
    },
    sighting: async () =>
      (await routes.observe()).probes.find(({ routeId }) => routeId === "chat-1")?.sightings[0],
  };
}

describe("routes of one host", () => {
  it("are there once the gateway routes by them, and gone once it does not", async () => {
    const { at, routes, sighting, updates } = setUp();
    await routes.write("subset", TARGET);
    expect(await sighting()).toMatchObject({ state: "absent" });
    at(200);
    await routes.write("route", TARGET);
    expect(updates.at(-1)).toEqual([
      { podId: "chat-1-a", routeId: "chat-1", endpoint: "127.0.0.2:20000", state: "open" },
    ]);
    at(300);
    expect(await sighting()).toMatchObject({ state: "present", sinceMs: 200, checkedAtMs: 300 });
    at(400);
    await routes.remove("route", TARGET);
    at(500);
    expect(updates.at(-1)).toEqual([]);
    expect(await sighting()).toMatchObject({ state: "absent", sinceMs: 400, checkedAtMs: 500 });
    const { routes: left, subsets } = await routes.observe();
    expect([left, subsets]).toEqual([[], [{ ...TARGET, writtenAtMs: 100 }]]);
  });

  it("are not confirmed by a gateway that did not take them", async () => {
    const { at, gateway, routes, sighting } = setUp();
    await routes.write("subset", TARGET);
    const { update } = gateway;
    gateway.update = () => Promise.reject(new Error("rejected"));
    at(200);
    await expect(routes.write("route", TARGET)).rejects.toThrow("rejected");
    at(300);
    expect(await sighting()).toMatchObject({ state: "absent", checkedAtMs: 100 });
    gateway.update = update;
    await until("it is tried again", async () => (await sighting())?.state === "present");
  });

  it("do not count for a pod that was replaced, until the gateway leads to the new one", async () => {
    const { become, gateway, routes, sighting } = setUp();
    await routes.write("route", TARGET);
    const { update } = gateway;
    const held = Promise.withResolvers<void>();
    gateway.update = async (change) => {
      await held.promise;
      await update(change);
    };
    become(podOf({ instance: { podId: "chat-1-b", state: "running", ready: true, createdAtMs: 0 } }));
    expect(await sighting()).toMatchObject({ state: "absent" });
    held.resolve();
    await until("the new pod is routed", async () => (await sighting())?.state === "present");
  });

  it("say since when unrouted requests go elsewhere, for the phase that the gateway was told of", async () => {
    const { at, become, gateway, routes } = setUp();
    await routes.write("route", TARGET);
    expect((await routes.observe()).outsideFallback).toEqual([]);
    const { update } = gateway;
    const held = Promise.withResolvers<void>();
    gateway.update = async (change) => {
      await held.promise;
      at(700);
      await update(change);
    };
    const { phase } = podOf();
    become(podOf({ phase: { ...phase, name: "draining", revision: 3 } }));
    expect((await routes.observe()).outsideFallback).toEqual([]);
    held.resolve();
    await until("the gateway has taken it", async () => (await routes.observe()).outsideFallback.length > 0);
    expect((await routes.observe()).outsideFallback).toEqual([
      { routeId: "chat-1", phaseRevision: 3, sinceMs: 700 },
    ]);
  });

  it("are written for pods that are there, and removed in the epoch that was seen", async () => {
    const { become, routes } = setUp();
    await routes.write("route", { ...TARGET, epoch: 1 });
    const refused = { code: "precondition_failed" };
    await expect(routes.remove("route", TARGET)).rejects.toMatchObject(refused);
    await expect(routes.write("route", { ...TARGET, uid: "another" })).rejects.toMatchObject(refused);
    become();
    await expect(routes.write("route", TARGET)).rejects.toMatchObject(refused);
    await routes.remove("route", { ...TARGET, epoch: 1 });
    await routes.remove("route", { ...TARGET, epoch: 1 });
  });

  it("have no gateway once it has ended", async () => {
    const { exit, routes } = setUp();
    expect((await routes.observe()).gateways).toMatchObject({ names: ["local"] });
    exit.resolve({ code: null, signal: "SIGKILL", expected: false });
    await until("it is noticed", async () => (await routes.observe()).gateways === undefined);
  });

  it("have to be seen again at an Envoy that was started again", async () => {
    const { at, crash, gateway, recover, routes, sighting, updates } = setUp();
    await routes.write("subset", TARGET);
    await routes.write("route", TARGET);
    expect(await sighting()).toMatchObject({ gateway: "local", state: "present" });
    crash();
    expect((await routes.observe()).gateways).toBeUndefined();
    const { update } = gateway;
    const held = Promise.withResolvers<void>();
    gateway.update = async (change) => {
      await held.promise;
      await update(change);
    };
    at(700);
    recover();
    const { gateways, outsideFallback, probes } = await routes.observe();
    expect([gateways, outsideFallback, probes]).toEqual([
      { names: ["local-2"], sinceMs: 700, observedAtMs: 700 },
      [],
      [],
    ]);
    held.resolve();
    await until("it is seen", async () => (await sighting())?.state === "present");
    expect(await sighting()).toMatchObject({ gateway: "local-2", sinceMs: 700 });
    // The same pods as before, asked for anew.
    expect(updates.slice(1)).toEqual([updates[1], updates[1]]);
  });

  it("are written while there is no Envoy, and hold nobody up", async () => {
    const { crash, gateway, recover, routes, sighting } = setUp();
    await routes.write("subset", TARGET);
    const { update } = gateway;
    const held = Promise.withResolvers<void>();
    gateway.update = async (change) => {
      await held.promise;
      await update(change);
    };
    const begun = routes.write("route", TARGET);
    crash();
    await begun;
    await routes.remove("subset", TARGET);
    const { probes, routes: written, subsets } = await routes.observe();
    expect([probes[0]?.sightings[0]?.state, written.length, subsets]).toEqual(["absent", 1, []]);
    recover();
    held.resolve();
    await until("the route is seen", async () => (await sighting())?.state === "present");
  });

  it("follow the pods by themselves where a pod is reached by its endpoint", async () => {
    const { become, updates } = setUp("override-host");
    const { phase } = podOf();
    become(podOf({ phase: { ...phase, name: "draining", revision: 3 } }));
    await until("the gateway is told", () => updates.at(-1)?.[0]?.state === "draining");
    become(podOf({ phase: { ...phase, name: "closed", revision: 4 } }));
    await until("the gateway forgets it", () => updates.at(-1)?.length === 0);
  });
});
