import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { answerWith, conflict, dropRequest, internalError, loseAnswer, neverAnswer } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { createResourceClient } from "../api/resource-client.ts";
import { openWorld, type World } from "../testing/open-world.ts";
import { createLeaderElector, type LeaderElector } from "./leader-elector.ts";
import { createLeaseLock } from "./lease-lock.ts";
import { leases } from "./lease-record.ts";

const name = "the-lease";
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
  for (const stop of stops) stop.abort();
  await Promise.all(runs);
  await world.close();
});

const isLease = {
  matches: ({ resource, verb }: { resource: string; verb: string }) =>
    resource === "leases" && verb !== "get",
};
const lease = () => createResourceClient(world.direct, leases).get({ namespace: world.namespace, name });

/** A candidate that leads until it is stopped. Its lease is long, so that only what a test does ends it. */
function candidate(
  identity: string,
  timing = { leaseDurationMs: 60_000, renewDeadlineMs: 40_000, retryPeriodMs: 50 },
) {
  const stop = new AbortController();
  const errors: unknown[] = [];
  const elector = createLeaderElector({
    lock: createLeaseLock(world.client, { namespace: world.namespace, name }),
    identity,
    ...timing,
    onError: (error) => errors.push(error),
  });
  const end = elector.run(
    stop.signal,
    (leading) => new Promise((resolve) => leading.addEventListener("abort", () => resolve(), { once: true })),
  );
  stops.push(stop);
  runs.push(end);
  return { elector, end, errors, stop };
}
const leads = (elector: LeaderElector) => until("it leads", () => elector.isLeader());

describe("createLeaderElector, on a Lease of the API server", () => {
  it("lets one of several lead, and the next one when that stops", async () => {
    const all = ["a", "b", "c"].map((identity) => candidate(identity));
    const leader = await until("one leads", () => all.find(({ elector }) => elector.isLeader()));
    const others = all.filter((one) => one !== leader);
    await until("the others know who", () => others.every(({ elector }) => elector.leader() !== ""));
    const first = (await lease()).spec;
    expect(first).toMatchObject({
      holderIdentity: leader.elector.leader(),
      leaseTransitions: 0,
      leaseDurationSeconds: 60,
    });
    await until("it has renewed", async () => (await lease()).spec?.renewTime !== first?.renewTime);
    expect(all.filter(({ elector }) => elector.isLeader())).toHaveLength(1);
    leader.stop.abort();
    expect(await leader.end).toBe("stopped");
    const next = await until("the next one leads", () => others.find(({ elector }) => elector.isLeader()));
    expect((await lease()).spec).toMatchObject({
      holderIdentity: next.elector.leader(),
      leaseTransitions: 1,
    });
  });

  it.each([
    ["lost answers", loseAnswer()],
    ["lost requests", dropRequest()],
    ["conflicts", answerWith(conflict())],
    ["failures", answerWith(internalError())],
  ])("leads through %s, from the first write on", async (_, fault) => {
    const creation = world.proxy.add({ ...isLease, fault, times: 2 });
    const { elector, errors } = candidate("a");
    await leads(elector);
    expect(creation.hits).toBe(2);
    const renewal = world.proxy.add({ ...isLease, fault, times: 3 });
    await until("it has tried three times in vain", () => renewal.hits === 3);
    const before = (await lease()).spec?.renewTime;
    await until("it has renewed", async () => (await lease()).spec?.renewTime !== before);
    expect(elector.isLeader()).toBe(true);
    expect(errors.length).toBeGreaterThanOrEqual(5);
    expect((await lease()).spec?.leaseTransitions).toBe(0);
  });

  it("stops leading when the API server is away, before another one that still reaches it begins", async () => {
    const timing = { leaseDurationMs: 4_000, renewDeadlineMs: 2_000, retryPeriodMs: 100 };
    const one = candidate("cut-off", timing);
    await leads(one.elector);
    const past = createLeaderElector({
      lock: createLeaseLock(world.direct, { namespace: world.namespace, name }),
      identity: "reaches-it",
      ...timing,
    });
    const stop = new AbortController();
    let overlapped = false;
    const other = past.run(stop.signal, async () => {
      overlapped = one.elector.isLeader();
    });
    await until("it waits", () => past.leader() === "cut-off");
    world.proxy.add({ matches: () => true, fault: neverAnswer() });
    expect(await one.end).toBe("lost");
    expect(one.elector.isLeader()).toBe(false);
    await other;
    expect(overlapped).toBe(false);
  });

  it("leads again when the Lease is deleted under it", async () => {
    const { elector } = candidate("a");
    await leads(elector);
    await createResourceClient(world.direct, leases).delete(
      { namespace: world.namespace, name },
      { propagationPolicy: "Background" },
    );
    await until(
      "the Lease is back",
      async () => (await lease().catch(() => undefined))?.spec?.holderIdentity === "a",
    );
    expect(elector.isLeader()).toBe(true);
  });
});
