import { describe, expect, it } from "vitest";
import type { FinishedJob, PodInstance } from "../lifecycle/lifecycle-pod.ts";
import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import { explainPod, explainPool } from "./explanation/explain-pool.ts";
import { plan } from "./plan.ts";
import {
  LONG_AGO,
  makePod,
  makePool,
  makeSpec,
  NOW,
  sightings,
  type PodOptions,
} from "./testing/pool-builder.ts";

const SECOND = 1_000;

/** What a plan does to pods, in short. */
function steps(observed: ObservedPool, spec: Partial<LifecycleSpec> = {}, now = NOW): string[] {
  return plan(observed, makeSpec(spec), now).actions.flatMap((action) => {
    if (action.kind === "setPhase") {
      const { name, drainReason } = action.phase;
      return [`${action.routeId} → ${name}${name === "draining" ? ` ${drainReason}` : ""}`];
    }
    return "routeId" in action && action.kind !== "recordEvent" ? [`${action.kind} ${action.routeId}`] : [];
  });
}

const reasonOf = (observed: ObservedPool, routeId: string) =>
  plan(observed, makeSpec(), NOW).explanation.pods.find((pod) => pod.routeId === routeId)?.reason;

const instance = (state: PodInstance["state"]): PodInstance => ({
  podId: "chat-1-x",
  state,
  ready: state === "running",
  createdAtMs: LONG_AGO,
});
const succeeded: FinishedJob = { kind: "succeeded", atMs: NOW - SECOND };
const failed: FinishedJob = { kind: "failed", atMs: NOW - SECOND };
const finished = (options: PodOptions = {}) =>
  makePod("chat-1", { clients: null, finished: succeeded, instance: instance("ended"), ...options });
const { instance: _, ...podless } = finished();
const other = makePod("chat-2", { clients: 1 });
const starting = { phase: { name: "starting", revision: 1 } } as const;
/** Nothing says yet that the pod is withheld. */
const draining = { phase: { name: "draining", revision: 3 }, lookup: { phaseRevision: 2 } } as const;
const closed = { phase: { name: "closed", revision: 4 }, lookup: { phaseRevision: 2 } } as const;
const unrouted = (pool: ObservedPool, sinceMs = NOW): ObservedPool => ({
  ...pool,
  routes: pool.routes.filter(({ routeId }) => routeId !== "chat-1"),
  probes: [{ routeId: "chat-1", sightings: sightings("absent", sinceMs) }],
  gateways: { names: ["gateway-1", "gateway-2"], sinceMs: LONG_AGO, observedAtMs: NOW + 1 },
});

describe("a Job that has finished", () => {
  it("is no replica, and is replaced at once after a clean exit", () => {
    const pool = makePool([finished(), other]);
    expect(steps(pool)).toEqual(["chat-1 → draining finished", "createPod chat-50"]);
    expect(plan(pool, makeSpec(), NOW).status.failedStarts.count).toBe(0);
  });

  it("makes room for its replacement when the maximum is reached", () => {
    const spec = { maxReplicas: 2 };
    expect(steps(makePool([finished(), other]), spec)).toEqual(["chat-1 → draining finished"]);
    const next = makePool([finished(draining), other], { desiredReplicas: 2 });
    expect(steps(next, spec)).toEqual(["chat-1 → closed", "createPod chat-50"]);
  });

  it.each([
    ["is protected", finished({ protected: true })],
    ["has lost its pod", podless],
    ["is of an old template", finished({ templateHash: "v0" })],
  ])("goes although it %s", (_, pod) => {
    expect(steps(makePool([pod, other]))[0]).toBe("chat-1 → draining finished");
  });

  it("goes although nobody can see", () => {
    const { lookup: _, ...blind } = makePool([finished(), other]);
    expect(steps(blind)).toEqual(["chat-1 → draining finished", "createPod chat-50"]);
    const { lookup: __, ...later } = makePool([finished(draining), other], { desiredReplicas: 1 });
    expect(steps(later)).toEqual(["chat-1 → closed"]);
  });

  it("is left to whoever deletes it", () => {
    expect(steps(makePool([finished({ deleting: true }), other], { desiredReplicas: 1 }))).toEqual([]);
  });

  it("leaves without a lease, but its subset not before its route is gone", () => {
    const pool = (options: PodOptions) => makePool([finished(options), other], { desiredReplicas: 1 });
    expect(steps(pool(draining))).toEqual(["chat-1 → closed"]);
    expect(steps(pool(closed))).toEqual(["removeRoute chat-1"]);
    const half = {
      ...unrouted(pool(closed)),
      probes: [{ routeId: "chat-1", sightings: sightings("present") }],
    };
    expect(reasonOf(half, "chat-1")).toEqual({
      code: "removal_unconfirmed",
      gateways: ["gateway-1", "gateway-2"],
    });
    const gone = unrouted(pool(closed));
    expect(steps(gone)).toEqual(["removeSubset chat-1", "deletePod chat-1"]);
    const bare = { ...gone, subsets: gone.subsets.filter(({ routeId }) => routeId !== "chat-1") };
    expect(steps(bare)).toEqual(["deletePod chat-1"]);
  });

  it("is deleted at once in override-host mode", () => {
    const bare = { routes: [], subsets: [], probes: [], desiredReplicas: 1 };
    expect(steps(makePool([finished(closed), other], bare), { routing: "override-host" })).toEqual([
      "deletePod chat-1",
    ]);
  });

  it("says why it goes", () => {
    const { explanation, actions } = plan(makePool([finished(), other]), makeSpec(), NOW);
    expect(explainPool(explanation)).toContain("chat-1 drains: its Job has finished.");
    expect(explainPod(explanation, "chat-1")).toBe(
      "chat-1 (open: its Job has finished) drains from here on.",
    );
    expect(actions).toContainEqual({
      kind: "recordEvent",
      routeId: "chat-1",
      reason: "PodDraining",
      message: "finished",
    });
    const closes = plan(makePool([finished(draining), other]), makeSpec(), NOW).actions;
    expect(closes).toContainEqual({
      kind: "recordEvent",
      routeId: "chat-1",
      reason: "PodClosed",
      message: "gone for good",
    });
  });
});

describe("a finished Job whose pod still runs", () => {
  const running = (options: PodOptions = {}) =>
    finished({ instance: instance("running"), clients: 2, guardedSinceMs: LONG_AGO, ...options });

  it("is replaced, and kept for its clients", () => {
    expect(steps(makePool([running(), other]))).toEqual(["chat-1 → draining finished", "createPod chat-50"]);
    const pool = makePool([running({ phase: draining.phase }), other], { desiredReplicas: 1 });
    expect(reasonOf(pool, "chat-1")).toEqual({ code: "clients", clients: 2 });
    expect(reasonOf(makePool([running(draining), other], { desiredReplicas: 1 }), "chat-1")?.code).toBe(
      "withholding",
    );
  });

  it("is treated with the same caution when nobody can tell whether it runs", () => {
    for (const state of ["unknown", "pending"] as const) {
      const pod = finished({ ...draining, instance: instance(state) });
      expect(reasonOf(makePool([pod, other], { desiredReplicas: 1 }), "chat-1")?.code).toBe("withholding");
    }
  });

  it("is neither opened again nor brought back", () => {
    for (const { phase } of [draining, closed]) {
      const pod = running({ phase, clients: 0 });
      const made = steps(makePool([pod, other], { desiredReplicas: 2 }));
      expect(made).toContain("createPod chat-50");
      expect(made).not.toContain("chat-1 → open");
      expect(made.filter((step) => step.startsWith("chat-1 → draining"))).toEqual([]);
    }
  });

  it("is no victim, and no candidate of a picker", () => {
    const pool = makePool([running(), other, makePod("chat-3")], { desiredReplicas: 1 });
    expect(steps(pool)).toEqual(["chat-1 → draining finished", "chat-3 → draining scale_down"]);
    const asked = plan(pool, makeSpec({ usesPicker: true }), NOW).actions.find(
      ({ kind }) => kind === "askPicker",
    );
    expect(asked).toMatchObject({ request: { candidate_pods: ["chat-2-x", "chat-3-x"] } });
  });
});

describe("a Job that has failed", () => {
  it("counts as a start that failed when it did, and has the next one wait", () => {
    const pool = makePool([finished({ finished: failed }), other]);
    expect(steps(pool)).toEqual(["chat-1 → draining failed"]);
    const { status } = plan(pool, makeSpec(), NOW);
    expect(status.failedStarts).toEqual({ count: 1, lastAtMs: failed.atMs });
    const next = makePool([finished({ ...draining, finished: failed }), other], {
      desiredReplicas: 2,
      status,
    });
    expect(plan(next, makeSpec(), NOW).explanation.up).toMatchObject({
      limit: "back_off",
      untilMs: NOW + 9 * SECOND,
    });
    expect(steps(next, {}, NOW + 9 * SECOND)).toContain("createPod chat-50");
  });

  it("counts once, however many plans find it", () => {
    const pool = makePool([finished({ finished: failed }), other]);
    const { status } = plan(pool, makeSpec(), NOW);
    const again = plan({ ...pool, status }, makeSpec(), NOW + SECOND);
    expect(again.status.failedStarts).toEqual(status.failedStarts);
  });

  it("is made up for by a pod that opened since", () => {
    const since = makePod("chat-2", { clients: 1, phase: { sinceMs: NOW - 500 } });
    const { status } = plan(makePool([finished({ finished: failed }), since]), makeSpec(), NOW);
    const next = makePool([finished({ ...draining, finished: failed }), since], {
      desiredReplicas: 2,
      status,
    });
    expect(steps(next)).toContain("createPod chat-50");
  });

  it("is one also that ended well before it was opened: the next would do so at once, and for ever", () => {
    const pool = makePool([finished(starting), other]);
    expect(steps(pool)).toEqual(["chat-1 → draining finished"]);
    expect(plan(pool, makeSpec(), NOW).status.failedStarts).toEqual({ count: 1, lastAtMs: succeeded.atMs });
    const served = finished({ phase: { ...starting.phase, opened: true } });
    expect(plan(makePool([served, other]), makeSpec(), NOW).status.failedStarts.count).toBe(0);
  });
});

describe("pods that have ended", () => {
  it("do not show that the others are heard", () => {
    const silent = makePod("chat-2", { clients: null, guardedSinceMs: LONG_AGO });
    const pool = makePool([finished(), silent]);
    expect(plan(pool, makeSpec(), NOW).explanation.scaleDownBlocked).toBe("no_reports");
  });
});
