import { describe, expect, it } from "vitest";
import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import type { PlanAction } from "./action.ts";
import { plan } from "./plan.ts";
import { LONG_AGO, makePod, makePool, makeSpec, NOW, sightings } from "./testing/pool-builder.ts";

const SECOND = 1_000;

/** Actions in short: kind, pod, and the phase that is entered. */
function steps(observed: ObservedPool, spec: Partial<LifecycleSpec> = {}, now = NOW): string[] {
  const short = (action: PlanAction): string[] => {
    if (action.kind === "recordEvent" || action.kind === "updateStatus") return [];
    if (action.kind === "setPhase") return [`${action.routeId} → ${action.phase.name}`];
    return ["routeId" in action ? `${action.kind} ${action.routeId}` : action.kind];
  };
  return plan(observed, makeSpec(spec), now).actions.flatMap(short);
}

const reasonOf = (observed: ObservedPool, routeId: string, spec: Partial<LifecycleSpec> = {}) =>
  plan(observed, makeSpec(spec), NOW).explanation.pods.find((pod) => pod.routeId === routeId)?.reason;

const draining = { phase: { name: "draining", revision: 3 } } as const;
const drained = makePod("chat-1", draining);
const closed = makePod("chat-1", { phase: { name: "closed", revision: 4 }, clients: 0 });
const other = makePod("chat-2", { clients: 1 });
const gone = (pool: ObservedPool, sinceMs = LONG_AGO): ObservedPool => ({
  ...pool,
  routes: pool.routes.filter(({ routeId }) => routeId !== "chat-1"),
  probes: [{ routeId: "chat-1", sightings: sightings("absent", sinceMs) }],
});

describe("a pod's way to being open", () => {
  const starting = makePod("chat-1", { phase: { name: "starting", revision: 1 }, clients: null });

  it("gets its subset first, then its route", () => {
    expect(steps(makePool([starting], { routes: [], subsets: [], probes: [] }))).toEqual([
      "addSubset chat-1",
      "addRoute chat-1",
    ]);
    expect(steps(makePool([starting], { routes: [], probes: [] }))).toEqual(["addRoute chat-1"]);
    expect(steps(makePool([starting], { subsets: [], probes: [] }))).toEqual(["addSubset chat-1"]);
  });

  it("opens once every gateway shows its route", () => {
    const [first] = sightings("present");
    const half = makePool([starting], {
      probes: [{ routeId: "chat-1", sightings: first === undefined ? [] : [first] }],
    });
    expect(reasonOf(half, "chat-1")).toEqual({ code: "route_unconfirmed", gateways: ["gateway-2"] });
    expect(steps(makePool([starting]))).toEqual(["chat-1 → open"]);
  });

  it("opens without a gateway that nobody new is sent to, but not without any", () => {
    const [first] = sightings("present");
    const probes = [{ routeId: "chat-1", sightings: first === undefined ? [] : [first] }];
    const list = { names: ["gateway-1", "gateway-2"], sinceMs: LONG_AGO, observedAtMs: NOW };
    const without = (...notReady: string[]): ObservedPool =>
      makePool([starting], { probes, gateways: { ...list, notReady } });
    expect(steps(without("gateway-2"))).toEqual(["chat-1 → open"]);
    expect(steps(without("gateway-1", "gateway-2"))).toEqual([]);
  });

  it("does not trust a probe from before the route was written", () => {
    const written = [{ routeId: "chat-1", uid: "uid-chat-1", epoch: 0, writtenAtMs: NOW + 1 }];
    expect(steps(makePool([starting], { routes: written }))).toEqual([]);
  });

  it("opens without a route in override-host mode", () => {
    const bare = makePool([starting], { routes: [], subsets: [], probes: [] });
    expect(steps(bare, { routing: "override-host" })).toEqual(["chat-1 → open"]);
  });

  it("waits longer after each crash", () => {
    const crashed = { ...starting, crashes: { count: 3, lastAtMs: NOW - 30 * SECOND } };
    expect(reasonOf(makePool([crashed]), "chat-1")).toEqual({
      code: "crash_back_off",
      untilMs: NOW + 10 * SECOND,
    });
    expect(steps(makePool([crashed]), {}, NOW + 10 * SECOND)).toContain("chat-1 → open");
  });

  it("starts over when its Job replaced the pod", () => {
    const instance = { podId: "chat-1-y", state: "running", ready: true, createdAtMs: NOW } as const;
    expect(steps(makePool([makePod("chat-1", { instance }), other]))).toContain("chat-1 → starting");
  });

  it("is replaced when it does not become ready in time, after a pause that doubles", () => {
    const instance = { podId: "chat-1-x", state: "running", ready: false, createdAtMs: LONG_AGO } as const;
    const stuck = { ...starting, instance };
    const made = plan(makePool([stuck]), makeSpec(), NOW);
    expect(made.status.failedStarts).toEqual({ count: 1, lastAtMs: NOW });
    const next = makePool([], {
      status: { ...made.status, failedStarts: { count: 3, lastAtMs: NOW } },
      desiredReplicas: 4,
    });
    expect(steps(next, {}, NOW + 39 * SECOND)).toEqual([]);
    expect(steps(next, {}, NOW + 40 * SECOND)).toEqual(["createPod chat-50"]);
  });
});

describe("the refusal", () => {
  const pool = (pod = drained) => makePool([pod, other], { desiredReplicas: 1 });

  it("holds a draining pod until the lookup service has withheld it for a lease", () => {
    expect(reasonOf(pool({ ...drained, lookup: { phaseRevision: 2 } }), "chat-1")?.code).toBe("withholding");
    const recent = { ...drained, lookup: { phaseRevision: 3, withheldSinceMs: NOW - 29 * SECOND } };
    expect(reasonOf(pool(recent), "chat-1")).toEqual({ code: "lease", untilMs: NOW + SECOND });
    expect(steps(pool())).toEqual(["chat-1 → closed"]);
  });

  it("wants a report from after the lease", () => {
    const early = {
      ...drained,
      lookup: { phaseRevision: 3, withheldSinceMs: NOW - 31 * SECOND },
      report: { podId: "chat-1-x", clients: 0, sampledAtMs: NOW - 2 * SECOND },
    };
    expect(reasonOf(pool(early), "chat-1")?.code).toBe("report_due");
  });

  it("keeps a pod with clients, and one that is silent", () => {
    expect(reasonOf(pool(makePod("chat-1", { ...draining, clients: 2 })), "chat-1")).toEqual({
      code: "clients",
      clients: 2,
    });
    const silent = { ...drained, report: { podId: "chat-1-x", clients: 0, sampledAtMs: NOW - 20 * SECOND } };
    expect(reasonOf(pool(silent), "chat-1")).toEqual({ code: "report_missing", untilMs: NOW + 280 * SECOND });
  });

  it("does not close a pod whose route some gateway has yet to get", () => {
    const [first] = sightings("present");
    const half = {
      ...pool(),
      probes: [{ routeId: "chat-1", sightings: first === undefined ? [] : [first] }],
    };
    const hung = {
      names: ["gateway-1", "gateway-2"],
      notReady: ["gateway-2"],
      sinceMs: LONG_AGO,
      observedAtMs: NOW,
    };
    expect(reasonOf({ ...half, gateways: hung }, "chat-1")).toMatchObject({ code: "route_unconfirmed" });
    expect(reasonOf(half, "chat-1")).toEqual({ code: "route_unconfirmed", gateways: ["gateway-2"] });
    const nowhere = { names: [], sinceMs: LONG_AGO, observedAtMs: NOW };
    expect(steps({ ...half, gateways: nowhere })).toEqual(["chat-1 → closed"]);
  });

  it("keeps a closed pod for a lease after a gateway has left", () => {
    const left = { names: ["gateway-1", "gateway-2"], sinceMs: NOW - 10 * SECOND, observedAtMs: NOW };
    expect(reasonOf({ ...gone(pool(closed)), gateways: left }, "chat-1")).toEqual({
      code: "second_lease",
      untilMs: NOW + 20 * SECOND,
    });
  });

  it("does not take a list of gateways from before the route was gone", () => {
    const list = { names: ["gateway-1", "gateway-2"], sinceMs: LONG_AGO, observedAtMs: NOW - 41 * SECOND };
    const pools = [NOW - 41 * SECOND, NOW - 42 * SECOND].map((sinceMs) => ({
      ...gone(pool(closed), sinceMs),
      gateways: list,
    }));
    expect(pools.map((one) => reasonOf(one, "chat-1")?.code)).toEqual([
      "removal_unconfirmed",
      "direct_read_due",
    ]);
  });

  it("takes the report of a replaced pod for none", () => {
    const instance = { podId: "chat-1-y", state: "running", ready: true, createdAtMs: NOW } as const;
    expect(reasonOf(pool({ ...drained, instance }), "chat-1")?.code).toBe("report_missing");
  });

  it("removes the route, waits until every gateway has lost it and for a lease, reads the pod, removes the subset, deletes", () => {
    const all = pool(closed);
    expect(steps(all)).toEqual(["removeRoute chat-1"]);
    const [present] = sightings("present");
    const [, absent] = sightings("absent");
    const half = {
      ...gone(all),
      probes: [{ routeId: "chat-1", sightings: [present, absent].flatMap((one) => one ?? []) }],
    };
    expect(reasonOf(half, "chat-1")).toEqual({ code: "removal_unconfirmed", gateways: ["gateway-1"] });
    expect(reasonOf(gone(all, NOW - SECOND), "chat-1")).toEqual({
      code: "second_lease",
      untilMs: NOW + 29 * SECOND,
    });
    expect(steps(gone(all))).toEqual(["readPod chat-1"]);
    const read = gone(pool({ ...closed, directReport: { podId: "chat-1-x", clients: 0, sampledAtMs: NOW } }));
    expect(steps(read)).toEqual(["removeSubset chat-1", "deletePod chat-1"]);
    const bare = { ...read, subsets: read.subsets.filter(({ routeId }) => routeId !== "chat-1") };
    expect(steps(bare)).toEqual(["deletePod chat-1"]);
    const { actions } = plan(bare, makeSpec(), NOW);
    expect(actions).toContainEqual({
      kind: "deletePod",
      routeId: "chat-1",
      uid: "uid-chat-1",
      phaseRevision: 4,
    });
  });

  it("brings a closed pod back under a new epoch when a client shows up", () => {
    const busy = makePod("chat-1", { phase: closed.phase, clients: 1 });
    expect(steps(pool(busy))).toEqual(["chat-1 → draining"]);
    const returned = makePod("chat-1", { phase: { ...draining.phase, epoch: 1 }, clients: 1 });
    const old = pool(busy);
    expect(steps({ ...old, pods: [returned, other] })).toEqual(["addSubset chat-1", "addRoute chat-1"]);
  });

  it("asks the snapshots instead of the gateways in override-host mode", () => {
    const bare = {
      ...pool({ ...closed, lookup: { phaseRevision: 4 } }),
      routes: [],
      subsets: [],
      probes: [],
    };
    expect(reasonOf(bare, "chat-1", { routing: "override-host" })?.code).toBe("unlisting");
    const unlisted = { ...closed, lookup: { phaseRevision: 4, unlistedSinceMs: LONG_AGO } };
    expect(steps({ ...bare, pods: [unlisted, other] }, { routing: "override-host" })).toEqual([
      "readPod chat-1",
    ]);
  });

  it("waits past the deadline or deletes at it, as the user says", () => {
    const busy = makePod("chat-1", { ...draining, clients: 2 });
    const deadline = { maxDrainMs: 60 * SECOND };
    expect(reasonOf(pool(busy), "chat-1", deadline)).toEqual({ code: "drain_overdue", clients: 2 });
    expect(steps(pool(busy), { ...deadline, onDeadline: "delete" })).toEqual(["chat-1 → closed"]);
    const events = plan(pool(busy), makeSpec(deadline), NOW).actions.filter(
      ({ kind }) => kind === "recordEvent",
    );
    expect(events).toContainEqual({
      kind: "recordEvent",
      reason: "DrainOverdue",
      message: "deadline_passed",
    });
  });
});

describe("blind spots", () => {
  const scalingDown = makePool([makePod("chat-1"), makePod("chat-2")], { desiredReplicas: 1 });

  it("lets nothing go while the lookup service is silent, but starts pods", () => {
    const silent = { observedAtMs: NOW - 16 * SECOND, sinceMs: LONG_AGO };
    expect(steps({ ...scalingDown, lookup: silent })).toEqual([]);
    expect(steps({ ...scalingDown, lookup: silent, desiredReplicas: 3 })).toEqual(["createPod chat-50"]);
    expect(steps(scalingDown)).toEqual(["chat-2 → draining"]);
  });

  it("lets nothing go while no open pod is heard", () => {
    const deaf = scalingDown.pods.map((pod) =>
      makePod(pod.routeId, { clients: null, guardedSinceMs: LONG_AGO }),
    );
    const made = plan({ ...scalingDown, pods: deaf }, makeSpec({ silentMs: 10 ** 9 }), NOW);
    expect(made.explanation.scaleDownBlocked).toBe("no_reports");
    expect(made.explanation.down.drained).toEqual([]);
  });

  it("does not count silence from before the lookup service listened", () => {
    const { report: _, ...silent } = makePod("chat-1", { guardedSinceMs: LONG_AGO });
    const pool = makePool([silent, other], { lookup: { observedAtMs: NOW, sinceMs: NOW - SECOND } });
    expect(steps(pool)).toEqual([]);
    expect(steps({ ...pool, lookup: { observedAtMs: NOW, sinceMs: NOW - 300 * SECOND } })).toContain(
      "chat-1 → draining",
    );
  });

  it("takes times in the future for now", () => {
    const ahead = {
      ...drained,
      lookup: { phaseRevision: 3, withheldSinceMs: NOW + 3_600 * SECOND },
      report: { podId: "chat-1-x", clients: 0, sampledAtMs: NOW + 3_600 * SECOND },
    };
    expect(reasonOf(makePool([ahead, other], { desiredReplicas: 1 }), "chat-1")).toEqual({
      code: "lease",
      untilMs: NOW + 30 * SECOND,
    });
  });
});

describe("numbers", () => {
  it("opens a draining pod again before it starts one, the fullest first", () => {
    const idle = makePod("chat-3", { phase: { name: "draining", revision: 3 } });
    const full = makePod("chat-1", { phase: { name: "draining", revision: 3 }, clients: 5 });
    const pool = makePool([full, other, idle], { desiredReplicas: 2 });
    expect(steps(pool)).toEqual(["chat-1 → open", "chat-3 → closed"]);
    expect(steps({ ...pool, desiredReplicas: 4 })).toEqual([
      "chat-1 → open",
      "chat-3 → open",
      "createPod chat-50",
    ]);
  });

  it("creates a pod that was decided on again, under the same name", () => {
    const first = plan(makePool([other], { desiredReplicas: 2 }), makeSpec(), NOW);
    expect(first.actions[0]).toMatchObject({ kind: "updateStatus", fromRevision: 7 });
    expect(first.status.pendingStarts).toEqual(["chat-50"]);
    const again = makePool([other], { desiredReplicas: 2, status: first.status });
    expect(steps(again)).toEqual(["createPod chat-50"]);
  });

  it("starts no more at once than it may", () => {
    const made = plan(makePool([other], { desiredReplicas: 9 }), makeSpec({ maxStarting: 3 }), NOW);
    expect(made.explanation.up).toMatchObject({
      missing: 8,
      created: ["chat-50", "chat-51", "chat-52"],
      limit: "start_limit",
    });
  });

  it("takes those first that were told to drain within two leases, whatever was wanted in between", () => {
    const pods = [makePod("chat-1"), makePod("chat-2")];
    const first = plan(makePool(pods, { desiredReplicas: 1 }), makeSpec(), NOW);
    expect(first.status.pendingDrains).toEqual({ routeIds: ["chat-2"], atMs: NOW });
    const wantedAgain = makePool(pods, { desiredReplicas: 2, status: first.status });
    const { status } = plan(wantedAgain, makeSpec(), NOW + SECOND);
    expect(status.pendingDrains).toEqual(first.status.pendingDrains);
    const busier = [makePod("chat-1"), makePod("chat-2", { clients: 3 })];
    const pool = makePool(busier, { desiredReplicas: 1, status });
    expect(steps(pool, {}, NOW + 2 * SECOND)).toEqual(["chat-2 → draining"]);
    const over = { ...pool, lookup: { observedAtMs: NOW + 60 * SECOND, sinceMs: LONG_AGO } };
    const fresh = over.pods.map((pod) => ({
      ...pod,
      report: {
        podId: `${pod.routeId}-x`,
        clients: pod.report?.clients ?? 0,
        sampledAtMs: NOW + 60 * SECOND,
      },
    }));
    expect(steps({ ...over, pods: fresh }, {}, NOW + 60 * SECOND)).toEqual(["chat-1 → draining"]);
  });

  it("keeps what there is when no metric says how many", () => {
    const status = { ...makePool([]).status, desiredReplicas: 1 };
    expect(steps(makePool([other], { desiredReplicas: undefined, status }))).toEqual([]);
  });

  it("replaces pods of an old template one after the other, new before old", () => {
    const old = [
      makePod("chat-1", { templateHash: "v0", clients: 3 }),
      makePod("chat-2", { templateHash: "v0" }),
    ];
    expect(steps(makePool(old))).toEqual(["createPod chat-50"]);
    expect(steps(makePool([...old, makePod("chat-3")], { desiredReplicas: 2 }))).toEqual([
      "chat-2 → draining",
    ]);
  });

  it("never chooses a protected pod", () => {
    const pool = makePool([makePod("chat-1", { protected: true }), other], { desiredReplicas: 1 });
    expect(steps(pool)).toEqual(["chat-2 → draining"]);
  });

  it("asks the picker, and follows it", () => {
    const pool = makePool([makePod("chat-1"), makePod("chat-2")], { desiredReplicas: 1 });
    const asked = plan(pool, makeSpec({ usesPicker: true }), NOW).actions.find(
      ({ kind }) => kind === "askPicker",
    );
    const request = { number_of_pods_requested: 1, candidate_pods: ["chat-1-x", "chat-2-x"] };
    expect(asked).toEqual({ kind: "askPicker", request });
    const answered = { ...pool, picker: { request, answer: { chosen_pods: ["chat-1-x"], tied_pods: [] } } };
    expect(steps(answered, { usesPicker: true })).toEqual(["chat-1 → draining"]);
  });
});

describe("a pool that is deleted", () => {
  it("drains its pods and is released when nothing is left", () => {
    expect(steps(makePool([other]), { deletion: "drain" })).toEqual(["chat-2 → draining"]);
    expect(steps(makePool([]), { deletion: "drain" })).toEqual(["releasePool"]);
  });

  it("deletes its pods at once when asked to", () => {
    expect(steps(makePool([other]), { deletion: "immediate" })).toEqual(["deletePod chat-2"]);
  });

  it("removes what a vanished pod leaves behind, the route first", () => {
    const left = makePool([closed], {});
    expect(steps({ ...left, pods: [] }, { deletion: "drain" })).toEqual(["removeRoute chat-1"]);
    expect(steps({ ...gone(left), pods: [] }, { deletion: "drain" })).toEqual(["removeSubset chat-1"]);
  });
});
