import type { BackOffOptions } from "@fairlead/controller-kit";
import type { FairleadError } from "@fairlead/routing-schema";
import {
  answerWith,
  delay,
  expired,
  failWatch,
  forbidden,
  freezeAfter,
  type ApiRequest,
} from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PodSource, SourcePool, SourcePools } from "../sources/pod-source.ts";
import { kubeConfigOf, openKubernetesWorld, type KubernetesWorld } from "../testing/open-kubernetes-world.ts";
import { createKubernetesSource, type KubernetesSourceOptions } from "./create-kubernetes-source.ts";

/** Short, so that tests do not wait for it. */
const backOff: BackOffOptions = { firstMs: 5, factor: 2, limitMs: 50, jitter: 1, resetAfterMs: 60_000 };

let world: KubernetesWorld;
let source: PodSource | undefined;
let told: SourcePools[];
let faults: FairleadError[];
let setbacks: FairleadError[];
beforeEach(async () => {
  world = await openKubernetesWorld();
  told = [];
  faults = [];
  setbacks = [];
});
afterEach(async () => {
  await source?.stop();
  await world.close();
});

async function start(options: Partial<KubernetesSourceOptions> = {}): Promise<PodSource> {
  source = createKubernetesSource({
    kubeConfig: kubeConfigOf(world.proxy.endpoint),
    namespaces: [world.namespace],
    backOff,
    ...options,
  });
  await source.start({
    pods: (pools) => told.push(pools),
    fault: (error) => faults.push(error),
    setback: (error) => setbacks.push(error),
  });
  return source;
}

const pool = (name = "chat"): SourcePool | undefined => told.at(-1)?.get(`${world.namespace}/${name}`);
/** `open chat-1-a` for each pod that is given out. */
const listed = (name?: string): string[] | undefined =>
  pool(name)?.pods.map(({ podId, state }) => `${state} ${podId}`);
const shows = (...pods: string[]): Promise<unknown> =>
  until(`the pods are ${pods.join(", ")}`, () => JSON.stringify(listed()) === JSON.stringify(pods));
const phaseOf = (podId: string) => pool()?.phases?.find((phase) => phase.podId === podId);
const isOurs = (verb: ApiRequest["verb"], resource: string) => (request: ApiRequest) =>
  request.verb === verb && request.resource === resource && request.namespace === world.namespace;
/** The watches, once both are open: they come after the lists that were told. */
const bothWatches = () =>
  until("both are watched", () => {
    const pods = world.proxy.watches(isOurs("watch", "pods"));
    const podPools = world.proxy.watches(isOurs("watch", "podpools"));
    return pods.length === 1 && podPools.length === 1 && [...pods, ...podPools];
  });
const countOf = (verb: ApiRequest["verb"], resource: string): number =>
  world.proxy.requests.filter(isOurs(verb, resource)).length;

describe("the pods of a pool", () => {
  it("appear, drain, close and vanish as the scaler says, each with the revision that was read", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await start();
    await shows("open chat-1-a");
    expect(pool()?.pods[0]).toMatchObject({ endpoint: "10.1.2.3:8080", routeId: "chat-1" });

    await world.createPod("chat-2-a", { phase: "starting", status: { podIP: "fd00::2" } });
    await until("the second is known", () => phaseOf("chat-2-a") !== undefined);
    await world.setPhase("chat-2-a", "open", 2);
    await shows("open chat-1-a", "open chat-2-a");
    expect(pool()?.pods[1]?.endpoint).toBe("[fd00::2]:8080");

    await world.setPhase("chat-1-a", "draining", 3);
    await shows("draining chat-1-a", "open chat-2-a");
    await world.setPhase("chat-1-a", "closed", 4);
    await shows("open chat-2-a");
    expect(phaseOf("chat-1-a")).toEqual({
      podId: "chat-1-a",
      routeId: "chat-1",
      phaseRevision: 4,
      state: "unlisted",
      unlistedBecause: "closed",
    });
    await world.deletePod("chat-1-a", 0);
    await until("the first is gone", () => phaseOf("chat-1-a") === undefined);
    expect([countOf("list", "pods"), countOf("list", "podpools")]).toEqual([1, 1]);
    expect([faults, setbacks]).toEqual([[], []]);
  });

  it("drain when somebody else deletes them, and are given to nobody once they have ended", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await start();
    await shows("open chat-1-a");
    await world.deletePod("chat-1-a", 600);
    await shows("draining chat-1-a");
    await world.setStatus("chat-1-a", { phase: "Failed" });
    await shows();
    expect(phaseOf("chat-1-a")?.unlistedBecause).toBe("ended");
  });

  it("are those of their own pool, whatever its name", async () => {
    const names = ["chat", "7", "rooms.eu.example", "a".repeat(63)];
    for (const [index, name] of names.entries()) {
      await world.createPool(name, { port: 8080 + index });
      await world.createPod(`pod-${index}-a`, { pool: name });
    }
    await start();
    await until("all pools are told", () => told.at(-1)?.size === names.length);
    expect(names.map((name) => listed(name))).toEqual(names.map((_, index) => [`open pod-${index}-a`]));
  });

  it("are known when their pool is made after them, and gone with it", async () => {
    await world.createPod("chat-1-a");
    await start();
    await until("it has told", () => told.length > 0);
    expect(told.at(-1)?.size).toBe(0);
    await world.createPool("chat", { port: 8080 });
    await shows("open chat-1-a");
    await world.deletePool("chat");
    await until("the pool is gone", () => told.at(-1)?.size === 0);
  });

  it("are looked for in all namespaces, or in some", async () => {
    const other = await openKubernetesWorld();
    try {
      for (const { createPod, createPool } of [world, other]) {
        await createPool("chat", { port: 8080 });
        await createPod("chat-1-a");
      }
      await start({ namespaces: [world.namespace, other.namespace] });
      await until("both are told", () => told.at(-1)?.size === 2);
      await source?.stop();
      await start({ namespaces: [] });
      await until("both are told", () => told.at(-1)?.has(`${other.namespace}/chat`));
      await shows("open chat-1-a");
    } finally {
      await other.close();
    }
  });

  it("are 300, told in few steps", async () => {
    await world.createPool("chat", { port: 8080 });
    const names = Array.from({ length: 300 }, (_, index) => `chat-${String(index).padStart(3, "0")}-a`);
    const half = names.slice(0, 150);
    await Promise.all(half.map((name) => world.createPod(name)));
    await start();
    await shows(...half.map((name) => `open ${name}`));
    expect(told).toHaveLength(1);
    await Promise.all(names.slice(150).map((name) => world.createPod(name)));
    await shows(...names.map((name) => `open ${name}`));
    await Promise.all(names.map((name) => world.setPhase(name, "draining", 2)));
    await shows(...names.map((name) => `draining ${name}`));
    expect(pool()?.phases?.every(({ phaseRevision }) => phaseRevision === 2)).toBe(true);
    expect(countOf("list", "pods")).toBe(1);
  });
});

describe("the settings of a pool", () => {
  it("follow the PodPool", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await start();
    await shows("open chat-1-a");
    expect(pool()?.settings?.workload).toEqual({ format: "json", path: "/workload" });
    await world.changePool("chat", { workload: { port: 9001 }, picking: { leaseSeconds: 60 } });
    await until("the lease is another", () => pool()?.settings?.picking.leaseSeconds === 60);
    expect(pool()?.settings).toMatchObject({ workload: { port: 9001 }, picking: { leaseSeconds: 60 } });
  });

  it("stay when a spec cannot be read, as one of a later release", async () => {
    const made = await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await start();
    await shows("open chat-1-a");
    const [, watch] = await bothWatches();
    const spec = { port: 8080, picking: { scorer: "clients-per-core" } };
    const resourceVersion = String(Number(made.metadata.resourceVersion) + 1);
    const metadata = { ...made.metadata, resourceVersion, generation: 99 };
    watch?.inject({ type: "MODIFIED", object: { ...made, metadata, spec } });
    await until("the fault is told", () => pool()?.fault?.code === "pod_pool_unreadable");
    expect(listed()).toEqual(["open chat-1-a"]);
    expect(pool()?.settings?.picking.scorer).toBe("clients");
    await world.changePool("chat", { picking: { scorer: "utilization" } });
    await until("the next is read", () => pool()?.settings?.picking.scorer === "utilization");
    expect(pool()?.fault).toBeUndefined();
  });
});

describe("what happens to an API server", () => {
  it.each(["pods", "podpools"])(
    "answers late for %s: nothing is told before both are known",
    async (late) => {
      await world.createPool("chat", { port: 8080 });
      await world.createPod("chat-1-a");
      const { promise, resolve } = Promise.withResolvers<void>();
      const forward = (exchange: { forward(): Promise<void> }) => exchange.forward();
      world.proxy.add({ matches: isOurs("list", late), fault: delay(promise, forward), times: 1 });
      await start();
      const early = late === "pods" ? "podpools" : "pods";
      await until("the other is watched", () => world.proxy.watches(isOurs("watch", early)).length === 1);
      expect(told).toEqual([]);
      resolve();
      await shows("open chat-1-a");
    },
  );

  it("cuts the watches: nothing is missed", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await start();
    await shows("open chat-1-a");
    for (let revision = 2; revision < 6; revision += 1) {
      for (const watch of await bothWatches()) watch.cut();
      const phase = revision % 2 === 0 ? "draining" : "open";
      await world.setPhase("chat-1-a", phase, revision);
      await until("the phase was read", () => phaseOf("chat-1-a")?.phaseRevision === revision);
      expect(listed()).toEqual([`${phase} chat-1-a`]);
    }
    expect(countOf("list", "pods")).toBe(1);
    expect(setbacks.every(({ code }) => code === "kubernetes_api_failed")).toBe(true);
    expect(faults).toEqual([]);
  });

  it("leaves a watch half open: what was told stays, its age grows, and it hears again", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    const { ageMs = () => 0 } = await start({ maxSilenceMs: 4_000 });
    await shows("open chat-1-a");
    const [watch] = await bothWatches();
    const deaf = world.proxy.add({ matches: isOurs("watch", "pods"), fault: freezeAfter(0) });
    watch?.freeze();
    await world.setPhase("chat-1-a", "draining", 2);
    await until("the next watch is as deaf", () => deaf.hits === 1);
    expect(phaseOf("chat-1-a")?.phaseRevision).toBe(1);
    expect(ageMs()).toBeGreaterThan(1_900);
    deaf.remove();
    await until("it hears", () => phaseOf("chat-1-a")?.phaseRevision === 2);
    expect(countOf("list", "pods")).toBe(1);
  });

  it("has forgotten the version that is known: all is listed anew, and the difference told", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await world.createPod("chat-2-a");
    await start();
    await shows("open chat-1-a", "open chat-2-a");
    const watches = await bothWatches();
    for (const resource of ["pods", "podpools"])
      world.proxy.add({ matches: isOurs("watch", resource), fault: failWatch(expired()), times: 1 });
    for (const watch of watches) watch.freeze();
    await world.deletePod("chat-1-a", 0);
    await world.createPod("chat-3-a");
    await world.changePool("chat", { picking: { leaseSeconds: 60 } });
    for (const watch of watches) watch.cut();
    await until("the lease is another", () => pool()?.settings?.picking.leaseSeconds === 60);
    await shows("open chat-2-a", "open chat-3-a");
  });

  it("is away at the start: it is said, and the pods come with it", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    world.proxy.goAway();
    const { ageMs = () => 0 } = await start();
    await until("it is said", () => faults.length > 0);
    expect(faults[0]).toMatchObject({ code: "kubernetes_api_failed" });
    expect([told, ageMs()]).toEqual([[], Infinity]);
    world.proxy.comeBack();
    await shows("open chat-1-a");
  });

  it("goes away later: the pods stay, and it is said once the silence is too long", async () => {
    await world.createPool("chat", { port: 8080 });
    await world.createPod("chat-1-a");
    await start({ maxSilenceMs: 2_000 });
    await shows("open chat-1-a");
    world.proxy.goAway();
    await until("it is said", () => faults.some(({ code }) => code === "kubernetes_api_silent"));
    expect(listed()).toEqual(["open chat-1-a"]);
    await world.setPhase("chat-1-a", "draining", 2);
    await world.changePool("chat", { picking: { leaseSeconds: 60 } });
    world.proxy.comeBack();
    await shows("draining chat-1-a");
    await until("both watches hear", () => pool()?.settings?.picking.leaseSeconds === 60);
  });

  it("refuses: its answer is in what is said", async () => {
    const refusal = world.proxy.add({ matches: isOurs("list", "pods"), fault: answerWith(forbidden()) });
    await start();
    await until("it is said", () => faults.length > 1);
    expect(faults[0]?.message).toMatch(/watch of pods failed: .*forbidden/i);
    refusal.remove();
    await until("it has told", () => told.length > 0);
  });
});

it("tells nothing after it was stopped", async () => {
  await world.createPool("chat", { port: 8080 });
  const stopped = await start();
  await until("it has told", () => told.length > 0);
  await stopped.stop();
  await until("its watches are closed", () => world.proxy.watches().length === 0);
  const tellings = told.length;
  await world.createPod("chat-1-a");
  await start();
  await until("the other one has told", () => listed()?.length === 1);
  expect(told.length).toBe(tellings + 1);
});
