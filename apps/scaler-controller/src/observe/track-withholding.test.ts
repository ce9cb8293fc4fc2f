import { describe, expect, it } from "vitest";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { LookupEntry } from "../interfaces/workload.ts";
import { createWithholdingTracker } from "./track-withholding.ts";

const MAX_AGE_MS = 1_000;

const podOf = (revision: number): ManagedPod => ({
  routeId: "chat-1",
  uid: "uid",
  createdAtMs: 0,
  templateHash: "one",
  deleting: false,
  phase: { name: "draining", sinceMs: 0, revision, epoch: 0, opened: true },
});
const outsideOf = (phaseRevision: number, sinceMs = 0) => ({ routeId: "chat-1", phaseRevision, sinceMs });

function setUp() {
  const tracker = createWithholdingTracker();
  return {
    tracker,
    hear: (atMs: number, state: LookupEntry["state"], phaseRevision?: number) =>
      tracker.take(
        {
          observedAtMs: atMs - 10,
          waitingClients: 0,
          entries: [{ routeId: "chat-1", state, ...(phaseRevision === undefined ? {} : { phaseRevision }) }],
        },
        atMs,
      ),
    view: (nowMs: number, revision = 2, outside = outsideOf(revision)) =>
      tracker.viewOf(podOf(revision), outside, MAX_AGE_MS, nowMs),
  };
}

describe("a pod", () => {
  it("is kept back one snapshot's age after the lookup service was first heard to do so", () => {
    const { hear, view } = setUp();
    expect(view(0)).toBeUndefined();
    hear(100, "draining", 2);
    hear(600, "draining", 2);
    expect(view(1_099)).toEqual({ phaseRevision: 2 });
    expect(view(1_100)).toEqual({ phaseRevision: 2, withheldSinceMs: 1_100 });
  });

  it("is not kept back while the service has not read its present phase", () => {
    const { hear, view } = setUp();
    hear(100, "draining", 2);
    expect(view(9_000, 4)).toBeUndefined();
    hear(9_000, "draining", 4);
    expect(view(9_500, 4)).toEqual({ phaseRevision: 4 });
    expect(view(10_000, 4)).toEqual({ phaseRevision: 4, withheldSinceMs: 10_000 });
  });

  it("begins anew when it was given out in between, or when nobody can tell", () => {
    for (const [state, revision] of [
      ["open", 2],
      ["draining", undefined],
      ["draining", 1],
    ] as const) {
      const { hear, view } = setUp();
      hear(100, "draining", 2);
      hear(200, state, revision);
      hear(5_000, "draining", 2);
      expect(view(5_999)).toEqual({ phaseRevision: 2 });
      expect(view(6_000)).toEqual({ phaseRevision: 2, withheldSinceMs: 6_000 });
    }
  });

  it("is not kept back while unrouted requests may reach it", () => {
    const { hear, tracker, view } = setUp();
    hear(100, "draining", 2);
    expect(tracker.viewOf(podOf(2), undefined, MAX_AGE_MS, 5_000)).toEqual({ phaseRevision: 2 });
    expect(view(5_000, 2, outsideOf(1))).toEqual({ phaseRevision: 2 });
    expect(view(5_000, 2, outsideOf(2, 3_000))).toEqual({ phaseRevision: 2, withheldSinceMs: 3_000 });
  });

  it("is unlisted only once no snapshot can list it, whatever else it was before", () => {
    const { hear, view } = setUp();
    hear(100, "draining", 2);
    hear(2_000, "unlisted", 2);
    expect(view(2_999)).toEqual({ phaseRevision: 2, withheldSinceMs: 1_100 });
    expect(view(3_000)).toEqual({ phaseRevision: 2, withheldSinceMs: 1_100, unlistedSinceMs: 3_000 });
    hear(4_000, "draining", 2);
    expect(view(9_000)).toEqual({ phaseRevision: 2, withheldSinceMs: 1_100 });
  });

  it("is forgotten when it is gone", () => {
    const { hear, tracker, view } = setUp();
    hear(100, "draining", 2);
    tracker.keep(new Set());
    expect(view(5_000)).toBeUndefined();
  });
});

describe("a Job without a pod", () => {
  const heard = (tracker: ReturnType<typeof createWithholdingTracker>, ...routeIds: string[]) =>
    tracker.take(
      {
        observedAtMs: 0,
        waitingClients: 0,
        entries: routeIds.map((routeId) => ({ routeId, state: "unlisted" })),
      },
      0,
    );
  const viewAt = (tracker: ReturnType<typeof createWithholdingTracker>, nowMs: number, pod = podOf(2)) =>
    tracker.viewOf(pod, undefined, MAX_AGE_MS, nowMs);

  it("is kept back once no snapshot can list it, since the service knows of nothing to give out", () => {
    const tracker = createWithholdingTracker();
    heard(tracker, "chat-2");
    expect(viewAt(tracker, 100)).toEqual({ phaseRevision: 2 });
    expect(viewAt(tracker, 1_099)).toEqual({ phaseRevision: 2 });
    expect(viewAt(tracker, 1_100)).toEqual({
      phaseRevision: 2,
      withheldSinceMs: 1_100,
      unlistedSinceMs: 1_100,
    });
  });

  it("is not, while the service was never heard, or knows of it", () => {
    const tracker = createWithholdingTracker();
    expect(viewAt(tracker, 5_000)).toBeUndefined();
    heard(tracker, "chat-1");
    expect(viewAt(tracker, 9_000)).toBeUndefined();
  });

  it("begins anew with each phase, and once it has had a pod, or was known, in between", () => {
    const tracker = createWithholdingTracker();
    heard(tracker);
    viewAt(tracker, 0);
    expect(viewAt(tracker, 5_000, podOf(3))).toEqual({ phaseRevision: 3 });
    const instance = { podId: "chat-1-a", state: "running", ready: true, createdAtMs: 0 } as const;
    expect(viewAt(tracker, 7_000, { ...podOf(3), instance })).toBeUndefined();
    expect(viewAt(tracker, 8_000, podOf(3))).toEqual({ phaseRevision: 3 });
    heard(tracker, "chat-1");
    viewAt(tracker, 8_500, podOf(3));
    heard(tracker);
    expect(viewAt(tracker, 9_499, podOf(3))).toEqual({ phaseRevision: 3 });
    tracker.keep(new Set());
    expect(viewAt(tracker, 9_800, podOf(3))).toEqual({ phaseRevision: 3 });
    expect(viewAt(tracker, 10_800, podOf(3))).toMatchObject({ withheldSinceMs: 10_800 });
  });
});
