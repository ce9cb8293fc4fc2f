import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  answerWith,
  createStaleLists,
  cutAfter,
  expired,
  failWatch,
  forbidden,
  freezeAfter,
  internalError,
  tooManyRequests,
  unavailable,
  type ApiRequest,
} from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { createResourceClient, type ResourceClient } from "../api/resource-client.ts";
import type { BackOffOptions } from "../clock/back-off.ts";
import { configMaps, openWorld, type ConfigMap, type World } from "../testing/open-world.ts";
import { createInformer, type Informer, type InformerOptions } from "./informer.ts";

/** Short, so that tests do not wait for it. */
const backOff: BackOffOptions = { firstMs: 5, factor: 2, limitMs: 50, jitter: 1, resetAfterMs: 60_000 };

let world: World;
let objects: ResourceClient<ConfigMap>;
let stopping: AbortController;
let running: Promise<void>[];
beforeEach(async () => {
  world = await openWorld();
  objects = createResourceClient(world.direct, configMaps);
  stopping = new AbortController();
  running = [];
});
afterEach(async () => {
  stopping.abort();
  await Promise.all(running);
  await world.close();
});

const isOurs = (verb: ApiRequest["verb"]) => (request: ApiRequest) =>
  request.verb === verb && request.resource === "configmaps" && request.namespace === world.namespace;
const listed = (): number => world.proxy.requests.filter(isOurs("list")).length;
const watched = (): number => world.proxy.requests.filter(isOurs("watch")).length;
const write = (name: string, value = "1"): Promise<ConfigMap> =>
  objects
    .patch({ namespace: world.namespace, name }, { data: { value } }, { type: "merge" })
    .catch(() => objects.create({ metadata: { namespace: world.namespace, name }, data: { value } }));
const remove = (name: string): Promise<void> =>
  objects.delete({ namespace: world.namespace, name }, { propagationPolicy: "Background" });

/** An informer of the namespace that runs, and everything that it tells. */
function start(options: Partial<InformerOptions<ConfigMap>> = {}): {
  informer: Informer<ConfigMap>;
  told: string[];
  errors: string[];
} {
  const told: string[] = [];
  const errors: string[] = [];
  const informer = createInformer({
    client: world.client,
    type: configMaps,
    namespace: world.namespace,
    fieldSelector: "metadata.name!=kube-root-ca.crt",
    backOff,
    onError: ({ code }) => errors.push(code),
    ...options,
  });
  informer.addHandler({
    onAdd: ({ metadata, data }, isInitial) =>
      told.push(`${isInitial ? "initial" : "add"} ${metadata?.name}=${data?.["value"]}`),
    onUpdate: (before, after) =>
      told.push(`update ${after.metadata?.name}=${before.data?.["value"]}>${after.data?.["value"]}`),
    onDelete: ({ metadata }, isStale) => told.push(`${isStale ? "missed" : "delete"} ${metadata?.name}`),
  });
  running.push(informer.run(stopping.signal));
  return { informer, told, errors };
}
const valueOf = (informer: Informer<ConfigMap>, name: string): string | undefined =>
  informer.store.get(`${world.namespace}/${name}`)?.data?.["value"];
/** Writes, and waits until the informer knows. */
async function follows(informer: Informer<ConfigMap>, name: string, value: string): Promise<void> {
  await write(name, value);
  await until(`${name} is ${value}`, () => valueOf(informer, name) === value);
}

describe("createInformer", () => {
  it("tells what is there, then what happens, in order, with one list", async () => {
    await write("a");
    const { informer, told } = start();
    expect(informer.state().isSynced).toBe(false);
    expect(await informer.whenSynced()).toBe(true);
    await follows(informer, "b", "2");
    await follows(informer, "a", "3");
    await remove("b");
    await until("b is gone", () => told.includes("delete b"));
    expect(told).toEqual(["initial a=1", "add b=2", "update a=1>3", "delete b"]);
    expect([listed(), watched()]).toEqual([1, 1]);
    expect(informer.state()).toMatchObject({ isSynced: true, isWatching: true, lastError: undefined });
  });

  it("tells a handler that comes later of what is there", async () => {
    await write("a");
    const { informer } = start();
    await informer.whenSynced();
    const names: (string | undefined)[] = [];
    informer.addHandler({ onAdd: ({ metadata }) => names.push(metadata?.name) });
    expect(names).toEqual(["a"]);
  });

  it("finds by index", async () => {
    await Promise.all(Array.from({ length: 7 }, (_, index) => write(`item-${index}`, String(index % 2))));
    const { informer } = start({ indexes: { value: ({ data }) => [data?.["value"] ?? ""] } });
    await informer.whenSynced();
    expect(informer.store.size).toBe(7);
    expect(
      informer.store
        .byIndex("value", "1")
        .map(({ metadata }) => metadata?.name ?? "")
        .toSorted((one, other) => one.localeCompare(other)),
    ).toEqual(["item-1", "item-3", "item-5"]);
    await follows(informer, "item-1", "0");
    expect(informer.store.byIndex("value", "0")).toHaveLength(5);
  });

  it("is synced by an empty list", async () => {
    const { informer } = start();
    await informer.whenSynced();
    expect(informer.store.size).toBe(0);
  });

  it("goes on from where it was when a watch is cut, without a list, and misses nothing", async () => {
    world.proxy.add({ matches: isOurs("watch"), fault: cutAfter(1), times: 5 });
    const { informer, told } = start();
    await informer.whenSynced();
    for (let value = 1; value <= 12; value += 1) await write("a", String(value));
    await until("the last value", () => valueOf(informer, "a") === "12");
    expect(told.filter((line) => line.startsWith("update"))).toHaveLength(11);
    expect(listed()).toBe(1);
    expect(watched()).toBeGreaterThan(5);
  });

  it("goes on at once when the API server ends a watch in order", async () => {
    const { informer } = start();
    await informer.whenSynced();
    await follows(informer, "a", "1");
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.end();
    await follows(informer, "a", "2");
    expect(listed()).toBe(1);
  });

  it("opens a watch that was cut anew at once, and waits only where it cannot", async () => {
    const { told } = start({ backOff: { ...backOff, firstMs: 600_000, limitMs: 600_000 } });
    await until("it watches", () => watched() === 1);
    await write("before");
    await until("it hears", () => told.length === 1);
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.cut();
    await until("it watches again", () => watched() === 2);
    await write("after");
    await until("it hears again", () => told.length === 2);
  });

  it("notices that it is deaf, and hears again", async () => {
    const { informer } = start({ silenceMs: 500 });
    await informer.whenSynced();
    await follows(informer, "a", "1");
    const rule = world.proxy.add({ matches: isOurs("watch"), fault: freezeAfter(0), times: 1 });
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.freeze();
    await write("a", "2");
    await until("the second frozen watch", () => rule.hits === 1);
    await until("it hears", () => valueOf(informer, "a") === "2");
    expect(listed()).toBe(1);
  });

  it.each([
    ["in the watch", failWatch(expired())],
    ["in its place", answerWith(expired())],
  ])("lists anew when its version has expired, told %s", async (_, fault) => {
    await write("gone");
    await write("kept");
    const { informer, told, errors } = start();
    await informer.whenSynced();
    world.proxy.add({ matches: isOurs("watch"), fault, times: 1 });
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.freeze();
    await remove("gone");
    await write("kept", "2");
    await write("new");
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.cut();
    await until("all is known", () => informer.store.size === 2 && valueOf(informer, "kept") === "2");
    expect(errors).toContain("expired");
    expect(told.slice(2)).toEqual(["missed gone", "update kept=1>2", "add new=1"]);
    expect(listed()).toBe(2);
  });

  it.each([
    ["429", tooManyRequests(0), "too_many_requests"],
    ["500", internalError(), "internal_error"],
    ["503", unavailable(), "service_unavailable"],
    ["403", forbidden(), "forbidden"],
  ])("survives %s from lists and watches", async (_, answer, code) => {
    const lists = world.proxy.add({ matches: isOurs("list"), fault: answerWith(answer), times: 3 });
    const watches = world.proxy.add({ matches: isOurs("watch"), fault: answerWith(answer), times: 3 });
    const { informer, errors } = start();
    await informer.whenSynced();
    await follows(informer, "a", "1");
    expect([lists.hits, watches.hits]).toEqual([3, 3]);
    expect(errors).toContain(code);
    expect(informer.state().lastError).toBeUndefined();
  });

  it("waits as long as the API server asks, before a watch as well", async () => {
    const startedAt = performance.now();
    world.proxy.add({ matches: isOurs("watch"), fault: answerWith(tooManyRequests(1)), times: 1 });
    const { informer } = start();
    await informer.whenSynced();
    await follows(informer, "a", "1");
    expect(performance.now() - startedAt).toBeGreaterThan(1_000);
  });

  it("does not open watches in a tight loop that end at once", async () => {
    const rule = world.proxy.add({
      matches: isOurs("watch"),
      fault: (exchange) => exchange.answerText(200, ""),
      times: 8,
    });
    const slow: BackOffOptions = { ...backOff, firstMs: 20, jitter: 0 };
    const startedAt = performance.now();
    const { informer } = start({ backOff: slow });
    await informer.whenSynced();
    await until("all of them are over", () => rule.hits === 8);
    // 20, 40, then five times 50 ms.
    expect(performance.now() - startedAt).toBeGreaterThan(300);
    await follows(informer, "a", "1");
  });

  it("does not go back to a list that is older than what it knows", async () => {
    const stale = createStaleLists();
    const remembering = world.proxy.add({ matches: isOurs("list"), fault: stale.remember });
    const { informer, told, errors } = start();
    await informer.whenSynced();
    await follows(informer, "a", "1");
    remembering.remove();
    const old = world.proxy.add({ matches: isOurs("list"), fault: stale.answer, times: 3 });
    world.proxy.add({ matches: isOurs("watch"), fault: failWatch(expired()), times: 1 });
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.end();
    await until("it has listed anew", () => listed() >= 5);
    await follows(informer, "a", "2");
    expect(old.hits).toBe(3);
    expect(errors.filter((code) => code === "expired")).toHaveLength(4);
    expect(told).toEqual(["add a=1", "update a=1>2"]);
  });

  it("believes in an older list in the end: etcd may have been restored", async () => {
    await write("before");
    const stale = createStaleLists();
    const remembering = world.proxy.add({ matches: isOurs("list"), fault: stale.remember });
    const { informer, told } = start();
    await informer.whenSynced();
    await follows(informer, "after", "1");
    remembering.remove();
    const old = world.proxy.add({ matches: isOurs("list"), fault: stale.answer });
    world.proxy.add({ matches: isOurs("watch"), fault: failWatch(expired()), times: 1 });
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.end();
    await until("it has gone back", () => told.includes("missed after"));
    expect(old.hits).toBe(6);
  });

  it("outlives an API server that is away", async () => {
    const { informer, errors } = start();
    await informer.whenSynced();
    await follows(informer, "a", "1");
    world.proxy.goAway();
    await write("a", "2");
    await until("it has noticed", () => errors.length >= 3);
    expect(errors).toContain("unreachable");
    expect(informer.state().lastError?.code).toBe("unreachable");
    world.proxy.comeBack();
    await until("it has caught up", () => valueOf(informer, "a") === "2");
    expect(listed()).toBe(1);
  });

  it("starts while the API server is away", async () => {
    world.proxy.goAway();
    await write("a");
    const { informer, errors } = start();
    await until("it has tried", () => errors.length >= 2);
    expect(informer.state().isSynced).toBe(false);
    world.proxy.comeBack();
    await informer.whenSynced();
    expect(valueOf(informer, "a")).toBe("1");
  });

  it("goes on when a handler throws, and when a watch sends nonsense", async () => {
    const problems: unknown[] = [];
    const { informer, errors } = start({ onHandlerError: (problem) => problems.push(problem) });
    informer.addHandler({
      onAdd: () => {
        throw new Error("a mistake in a handler");
      },
    });
    await follows(informer, "a", "1");
    expect(problems).toHaveLength(1);
    // What it knows may be from its list, before it watches.
    await until("its watch is open", () => world.proxy.watches(isOurs("watch")).length === 1);
    world.proxy.add({
      matches: isOurs("watch"),
      fault: (exchange) => exchange.answerText(200, "<html>\n"),
      times: 1,
    });
    for (const stream of world.proxy.watches(isOurs("watch"))) stream.end();
    await until("the nonsense was told", () => errors.includes("malformed_answer"));
    await follows(informer, "a", "2");
  });

  it("tells all objects anew, without asking the API server", async () => {
    await write("a");
    const { informer, told } = start({ resyncMs: 20 });
    await informer.whenSynced();
    await until("it was told twice", () => told.filter((line) => line === "update a=1>1").length >= 2);
    expect([listed(), watched()]).toEqual([1, 1]);
  });

  it("keeps of an object what the transformation leaves", async () => {
    await write("a");
    const { informer } = start({ transform: ({ metadata = {} }) => ({ metadata }) });
    await informer.whenSynced();
    expect(informer.store.list()).toMatchObject([{ metadata: { name: "a" } }]);
    expect(informer.store.list()[0]).not.toHaveProperty("data");
  });

  it("says that the signal came first", async () => {
    world.proxy.goAway();
    const { informer } = start();
    const waiting = new AbortController();
    const synced = informer.whenSynced(waiting.signal);
    waiting.abort();
    expect(await synced).toBe(false);
  });
});
