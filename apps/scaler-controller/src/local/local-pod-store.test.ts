import type { LocalPod, LocalPodEvent, LocalPods } from "@fairlead/local-pods";
import type { PhaseRecord } from "@fairlead/pool-scaling";
import { describe, expect, it } from "vitest";
import { createLocalPodStore } from "./local-pod-store.ts";

const STARTING: PhaseRecord = { name: "starting", sinceMs: 0, revision: 1, epoch: 0, opened: false };
const CREATION = { routeId: "chat-1", templateHash: "one", phase: STARTING };

const podNamed = (podId: string): LocalPod => ({
  podId,
  jobName: "chat-1",
  routeId: "chat-1",
  endpoint: "127.0.0.2:20000",
  pid: 1,
  phase: "starting",
});

/** Processes that do what the test says. */
function setUp() {
  let nowMs = 0;
  let tell: (event: LocalPodEvent) => void = () => {};
  const created: string[] = [];
  const deletion = Promise.withResolvers<void>();
  const pods = {
    createJob: (name: string) => created.push(name),
    deleteJob: () => deletion.promise,
    subscribe(listener: (event: LocalPodEvent) => void) {
      tell = listener;
      return () => {};
    },
  } as unknown as LocalPods;
  const store = createLocalPodStore(pods, { nowMs: () => nowMs });
  return {
    store,
    created,
    deletion,
    at: (ms: number) => void (nowMs = ms),
    tell: (event: LocalPodEvent) => tell(event),
    only: () => store.current()[0] ?? expect.fail("there is no pod"),
  };
}

const ended = (podId: string, failures: number, reason: "exited" | "deleted" = "exited"): LocalPodEvent => ({
  kind: "ended",
  pod: podNamed(podId),
  exit: { code: 1, signal: null },
  reason,
  served: false,
  lastLines: [],
  restartInMs: 250,
  failures,
});

describe("the pods of one host", () => {
  it("are created once for a name", async () => {
    const { created, only, store } = setUp();
    await store.create(CREATION);
    const { uid } = only();
    await store.create(CREATION);
    expect([created, only().uid]).toEqual([["chat-1"], uid]);
  });

  it("follow their processes", async () => {
    const { at, only, store, tell } = setUp();
    await store.create(CREATION);
    expect(only().instance).toBeUndefined();
    at(1);
    tell({ kind: "starting", pod: podNamed("chat-1-a") });
    expect(only()).toMatchObject({
      endpoint: "127.0.0.2:20000",
      instance: { state: "running", ready: false },
    });
    at(2);
    tell({ kind: "ready", pod: podNamed("chat-1-a") });
    expect(only().instance).toMatchObject({ ready: true, readySinceMs: 2 });
    at(3);
    tell(ended("chat-1-a", 2));
    expect(only()).toMatchObject({
      instance: { podId: "chat-1-a", state: "ended", ready: false },
      crashes: { count: 2, lastAtMs: 3 },
    });
    expect(only().endpoint).toBeUndefined();
    tell({ kind: "starting", pod: podNamed("chat-1-b") });
    // What comes late from the pod before says nothing of this one.
    tell({ kind: "ready", pod: podNamed("chat-1-a") });
    expect(only().instance).toMatchObject({ podId: "chat-1-b", ready: false });
  });

  it("enter a phase once, and only from the one that was seen", async () => {
    const { only, store } = setUp();
    await store.create(CREATION);
    const { routeId, uid } = only();
    const phase: PhaseRecord = { ...STARTING, name: "open", revision: 2, opened: true, podId: "chat-1-a" };
    await store.setPhase({ routeId, uid, fromRevision: 1, phase });
    await store.setPhase({ routeId, uid, fromRevision: 1, phase });
    expect(only().phase).toEqual(phase);
    const other = { ...phase, name: "draining", revision: 2 } as const;
    for (const change of [
      { routeId, uid, fromRevision: 1, phase: other },
      { routeId, uid: "another", fromRevision: 2, phase: other },
      { routeId: "chat-9", uid, fromRevision: 2, phase: other },
    ])
      await expect(store.setPhase(change)).rejects.toMatchObject({ code: "precondition_failed" });
    expect(only().phase).toEqual(phase);
  });

  it("are deleted in the revision that was seen, and keep their name until they have ended", async () => {
    const { created, deletion, only, store } = setUp();
    await store.create(CREATION);
    const { routeId, uid } = only();
    await expect(store.delete({ routeId, uid, phaseRevision: 9 })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await expect(store.delete({ routeId, uid: "another", phaseRevision: 1 })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await store.delete({ routeId, uid, phaseRevision: 1 });
    await store.delete({ routeId, uid, phaseRevision: 1 });
    expect(only().deleting).toBe(true);
    await store.create(CREATION);
    expect(created).toEqual(["chat-1"]);
    deletion.resolve();
    await deletion.promise;
    expect(store.current()).toEqual([]);
    await store.delete({ routeId, uid, phaseRevision: 1 });
  });

  it("keep the time of a mark against eviction", async () => {
    const { at, only, store } = setUp();
    await store.create(CREATION);
    const target = { routeId: "chat-1", uid: only().uid };
    at(5);
    await store.setGuard({ ...target, guarded: true });
    at(9);
    await store.setGuard({ ...target, guarded: true });
    expect(only().guardedSinceMs).toBe(5);
    await store.setGuard({ ...target, guarded: false });
    expect(only().guardedSinceMs).toBeUndefined();
  });
});
