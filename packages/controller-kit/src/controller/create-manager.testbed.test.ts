import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  answerWith,
  conflict,
  createStaleLists,
  cutAfter,
  delay,
  dropRequest,
  expired,
  failWatch,
  forbidden,
  freezeAfter,
  internalError,
  isWrite,
  loseAnswer,
  tooManyRequests,
  unauthorized,
  unavailable,
  type Fault,
  type FaultRule,
} from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { applyObject } from "../apply/apply-object.ts";
import { createResourceClient } from "../api/resource-client.ts";
import { LeadershipLostError } from "../leader-election/leader-elector.ts";
import { withController } from "../ownership/owner-reference.ts";
import { configMaps, kubeConfigOf, openWorld, type World } from "../testing/open-world.ts";
import { createManager, type LeaderElectionOptions, type Manager } from "./create-manager.ts";
import { ownerKeys, source } from "./sources.ts";

const backOff = { firstMs: 5, factor: 2, limitMs: 100, jitter: 1, resetAfterMs: 60_000 };

let world: World;
let stops: AbortController[];
let runs: Promise<unknown>[];
beforeEach(async () => {
  world = await openWorld();
  stops = [];
  runs = [];
});
afterEach(async () => {
  world.proxy.clear();
  world.proxy.comeBack();
  for (const stop of stops) stop.abort();
  await Promise.allSettled(runs);
  await world.close();
});

interface Mirror {
  readonly manager: Manager;
  readonly errors: string[];
  readonly passes: string[];
  readonly stop: AbortController;
  readonly run: Promise<void>;
}

/** A program that keeps a copy of each ConfigMap that is labelled for it. */
function startMirror(
  options: { election?: Partial<LeaderElectionOptions>; endpoint?: World["proxy"]["endpoint"] } = {},
): Mirror {
  const { namespace } = world;
  const errors: string[] = [];
  const passes: string[] = [];
  const manager = createManager({
    kubeConfig: options.endpoint === undefined ? world.kubeConfig : kubeConfigOf(options.endpoint),
    ...(options.election !== undefined && {
      leaderElection: { namespace, name: "mirror", retryPeriodMs: 50, ...options.election },
    }),
    onError: (error, where) => errors.push(`${where}: ${String(error)}`),
  });
  const settings = { namespace, backOff, silenceMs: 1_000 };
  const originals = manager.informer(configMaps, { ...settings, labelSelector: "mirror=please" });
  const copies = manager.informer(configMaps, { ...settings, labelSelector: "mirror=copy" });
  manager.controller({
    name: "mirror",
    sources: [source(originals), source(copies, { toKeys: ownerKeys(configMaps) })],
    syncTimeoutMs: 60_000,
    concurrency: 4,
    async reconcile({ key, name, signal }) {
      passes.push(name);
      const original = originals.store.get(key);
      if (original === undefined) return;
      const metadata = { namespace, name: `${name}-copy`, labels: { mirror: "copy" } };
      const copy = withController({ metadata, data: original.data ?? {} }, original);
      await applyObject(manager.resource(configMaps), copy, { fieldManager: "mirror", signal });
    },
  });
  const stop = new AbortController();
  const run = manager.run(stop.signal);
  run.catch(() => {});
  stops.push(stop);
  runs.push(run);
  return { manager, errors, passes, stop, run };
}
const write = async (name: string, color: string): Promise<void> => {
  const metadata = { namespace: world.namespace, name, labels: { mirror: "please" } };
  await applyObject(
    createResourceClient(world.direct, configMaps),
    { metadata, data: { color } },
    { fieldManager: "user" },
  );
};
const colors = async (): Promise<Record<string, string | undefined>> => {
  const selection = { namespace: world.namespace, labelSelector: "mirror=copy" };
  const { items } = await createResourceClient(world.direct, configMaps).list(selection);
  return Object.fromEntries(items.map(({ metadata, data }) => [metadata?.name, data?.["color"]]));
};
const untilColors = (expected: Record<string, string>): Promise<unknown> =>
  until(`the copies are ${JSON.stringify(expected)}`, async () => {
    const found = await colors();
    return Object.entries(expected).every(([name, color]) => found[name] === color);
  });

describe("createManager", () => {
  it("does nothing before it knows everything, and never lists again", async () => {
    await write("a", "red");
    await write("b", "red");
    const gate = Promise.withResolvers<void>();
    world.proxy.add({
      matches: ({ query }) => query.get("labelSelector") === "mirror=copy",
      fault: delay(gate.promise),
      times: 1,
    });
    const { manager, passes } = startMirror();
    await until("the list is held", () =>
      world.proxy.requests.some(({ query }) => query.get("labelSelector") === "mirror=copy"),
    );
    expect([manager.isReady(), passes]).toEqual([false, []]);
    gate.resolve();
    await untilColors({ "a-copy": "red", "b-copy": "red" });
    expect(manager.isReady()).toBe(true);
    const before = world.proxy.requests.length;
    await write("a", "blue");
    await untilColors({ "a-copy": "blue" });
    const since = world.proxy.requests.slice(before);
    expect(since.filter(({ verb }) => verb === "list")).toEqual([]);
  });

  const isWriteOf = (resource: string) => (request: Parameters<FaultRule["matches"]>[0]) =>
    request.resource === resource && isWrite(request);
  const isVerb = (verb: string) => (request: Parameters<FaultRule["matches"]>[0]) => request.verb === verb;
  const storm: readonly [string, FaultRule["matches"], Fault][] = [
    ["writes refused as conflicts", isWriteOf("configmaps"), answerWith(conflict())],
    ["writes that fail", isWriteOf("configmaps"), answerWith(internalError())],
    ["writes that come too often", isWriteOf("configmaps"), answerWith(tooManyRequests(0))],
    ["writes that happen and are not answered", isWriteOf("configmaps"), loseAnswer()],
    ["writes that do not arrive", isWriteOf("configmaps"), dropRequest()],
    ["writes that are late", isWriteOf("configmaps"), delay(100)],
    [
      "expired tokens",
      (request) => isWriteOf("configmaps")(request) || request.verb === "watch",
      answerWith(unauthorized()),
    ],
    ["watches that are cut", isVerb("watch"), cutAfter(1)],
    ["watches that are deaf", isVerb("watch"), freezeAfter(1)],
    ["watches whose version has expired", isVerb("watch"), failWatch(expired())],
    ["lists that fail", (request) => ["list", "watch"].includes(request.verb), answerWith(unavailable())],
  ];

  /** Writes and rewrites while faults are in force; ends when all copies are right. */
  async function weather(rules: readonly FaultRule[], last = "blue"): Promise<void> {
    const active = rules.map((rule) => world.proxy.add(rule));
    const { manager } = startMirror();
    for (const color of ["red", "green", last]) {
      for (const name of ["a", "b", "c"]) await write(name, color);
      // The next color comes while this one may still be on its way.
      await until("something was told", () => manager.isReady());
      for (const stream of world.proxy.watches()) stream.end();
    }
    await untilColors({ "a-copy": last, "b-copy": last, "c-copy": last });
    expect(active[0]?.hits).toBeGreaterThan(0);
  }

  it.each(storm)("comes to the right end through %s", async (_, matches, fault) => {
    await weather([{ matches, fault, times: 6 }]);
  });

  it("comes to the right end through each two of them", { timeout: 300_000 }, async () => {
    for (const [index, [name, matches, fault]] of storm.entries()) {
      for (const [otherName, otherMatches, otherFault] of storm.slice(index + 1)) {
        const rules = [
          { matches: otherMatches, fault: otherFault, times: 2, skip: 1 },
          { matches, fault, times: 2 },
        ];
        await weather(rules, `${name} and ${otherName}`);
        world.proxy.clear();
        for (const stop of stops.splice(0)) stop.abort();
        await Promise.all(runs.splice(0));
      }
    }
  });

  it("comes to the right end when a list is of the past", async () => {
    const stale = createStaleLists();
    await write("a", "red");
    const remembering = world.proxy.add({ matches: isVerb("list"), fault: stale.remember });
    startMirror();
    await untilColors({ "a-copy": "red" });
    remembering.remove();
    world.proxy.add({ matches: isVerb("list"), fault: stale.answer, times: 4 });
    world.proxy.add({ matches: isVerb("watch"), fault: failWatch(expired()), times: 2 });
    await write("a", "blue");
    for (const stream of world.proxy.watches()) stream.end();
    await untilColors({ "a-copy": "blue" });
  });

  it("comes to the right end when the API server was away", async () => {
    await write("a", "red");
    const { errors } = startMirror();
    await untilColors({ "a-copy": "red" });
    world.proxy.goAway();
    await write("a", "blue");
    await until("it has noticed", () => errors.length >= 4);
    world.proxy.comeBack();
    await untilColors({ "a-copy": "blue" });
  });

  it("acts in one process at a time, and goes on in another one when that stops", async () => {
    const [one, two] = ["one", "two"].map((identity) => startMirror({ election: { identity } })) as [
      Mirror,
      Mirror,
    ];
    await write("a", "red");
    await untilColors({ "a-copy": "red" });
    const [leader, other] = one.passes.length > 0 ? [one, two] : [two, one];
    expect([leader.manager.isLeader(), other.manager.isLeader(), other.passes]).toEqual([true, false, []]);
    await until("the other one is warm", () => other.manager.isReady());
    leader.stop.abort();
    await leader.run;
    await write("a", "blue");
    await untilColors({ "a-copy": "blue" });
    expect(leader.passes).not.toEqual([]);
    expect(other.passes).toContain("a");
  });

  it("ends with an error when leadership is lost", async () => {
    const election = { leaseDurationMs: 2_000, renewDeadlineMs: 1_000, retryPeriodMs: 100 };
    const { manager, run } = startMirror({ election });
    await until("it leads", () => manager.isLeader());
    world.proxy.goAway();
    await expect(run).rejects.toThrow(LeadershipLostError);
    expect(manager.isLeader()).toBe(false);
  });

  it("says what it may not list, when that keeps it from starting", async () => {
    world.proxy.add({ matches: isVerb("list"), fault: answerWith(forbidden()) });
    const manager = createManager({ kubeConfig: world.kubeConfig, onError: () => {} });
    const informer = manager.informer(configMaps, { namespace: world.namespace, backOff });
    manager.controller({
      name: "pools",
      sources: [source(informer)],
      syncTimeoutMs: 500,
      reconcile: async () => {},
    });
    await expect(manager.run(new AbortController().signal)).rejects.toThrow(
      /Controller pools cannot start: after 0.5 s the API server has not listed configmaps \(.*403 Forbidden/,
    );
  });

  it("does not wait for ever for a pass that does not heed its signal", async () => {
    const manager = createManager({ kubeConfig: world.kubeConfig, stopTimeoutMs: 100 });
    const started = Promise.withResolvers<void>();
    const controller = manager.controller({
      name: "deaf",
      sources: [],
      reconcile: () => {
        started.resolve();
        return new Promise(() => {});
      },
    });
    const stop = new AbortController();
    const run = manager.run(stop.signal);
    controller.enqueue("a");
    await started.promise;
    stop.abort();
    await expect(run).rejects.toThrow("A pass did not end within 100 ms of being told to");
  });
});
