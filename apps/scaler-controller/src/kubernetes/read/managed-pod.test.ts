import type { PhaseRecord } from "@fairlead/pool-scaling";
import { poolNames } from "@fairlead/routing-schema";
import { describe, expect, it } from "vitest";
import { podJob } from "../objects/pod-job.ts";
import type { JobObject, PodObject } from "./kubernetes-pod.ts";
import { managedPod } from "./managed-pod.ts";

const MADE = "2026-01-02T03:04:05Z";
const LATER = "2026-01-02T03:05:00Z";
const ports = { port: 8080, workloadPort: 9090 };
const phase: PhaseRecord = {
  name: "open",
  sinceMs: 2,
  revision: 2,
  epoch: 0,
  opened: true,
  podId: "chat-7-x7k4q",
};

function job(annotations: Record<string, string> = {}, rest: Partial<JobObject> = {}): JobObject {
  const pool = { names: poolNames("games", "chat"), uid: "pool-uid" };
  const made = podJob(pool, {}, { routeId: "chat-7", templateHash: "7f3a", phase });
  const metadata = { ...made.metadata, uid: "job-uid", creationTimestamp: MADE };
  return { metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } }, ...rest };
}

function pod(name = "chat-7-x7k4q", status: PodObject["status"] = {}, metadata = {}): PodObject {
  return {
    metadata: { name, namespace: "games", creationTimestamp: MADE, ...metadata },
    spec: { nodeName: "node-1" },
    status: {
      phase: "Running",
      podIP: "10.1.2.3",
      conditions: [{ type: "Ready", status: "True", lastTransitionTime: LATER }],
      ...status,
    },
  };
}

const stateOf = (one: PodObject) => managedPod(job(), [one], ports).instance?.state;

describe("a Job with its pod", () => {
  it("is a pod of the pool", () => {
    expect(managedPod(job(), [pod()], ports)).toEqual({
      routeId: "chat-7",
      uid: "job-uid",
      createdAtMs: Date.parse(MADE),
      templateHash: "7f3a",
      phase,
      deleting: false,
      instance: {
        podId: "chat-7-x7k4q",
        state: "running",
        ready: true,
        readySinceMs: Date.parse(LATER),
        createdAtMs: Date.parse(MADE),
        node: "node-1",
      },
      endpoint: "10.1.2.3:8080",
      workloadEndpoint: "10.1.2.3:9090",
      deletionCost: 0,
      resources: { containers: [], readyChangedAtMs: Date.parse(LATER) },
    });
  });

  it("has an address of IPv6 in brackets", () => {
    expect(managedPod(job(), [pod("chat-7-x7k4q", { podIP: "fd00::7" })], ports).endpoint).toBe(
      "[fd00::7]:8080",
    );
  });

  it.each<[string, PodObject["status"], object, string]>([
    ["waits for a node", { phase: "Pending" }, {}, "pending"],
    ["has ended well", { phase: "Succeeded" }, {}, "ended"],
    ["has ended badly", { phase: "Failed" }, {}, "ended"],
    ["is on a lost node", { phase: "Running", reason: "NodeLost" }, {}, "unknown"],
    ["was deleted before anybody saw it run", { phase: "Pending" }, { deletionTimestamp: LATER }, "unknown"],
  ])("whose pod %s", (_, status, metadata, state) => {
    expect(stateOf(pod("chat-7-x7k4q", status, metadata))).toBe(state);
  });

  it("has no address once its pod has ended, and is not ready while that is deleted", () => {
    const ended = managedPod(job(), [pod("chat-7-x7k4q", { phase: "Failed" })], ports);
    expect(ended).not.toHaveProperty("endpoint");
    const deleted = pod("chat-7-x7k4q", {}, { deletionTimestamp: LATER });
    expect(managedPod(job(), [deleted], ports).instance?.ready).toBe(false);
  });

  it("is without a pod before Kubernetes has made one", () => {
    expect(managedPod(job(), [], ports)).not.toHaveProperty("instance");
  });

  it("has the pod that lives rather than one that ended, and of two that live the newer", () => {
    const failed = pod("chat-7-aaaaa", { phase: "Failed" }, { creationTimestamp: LATER });
    const present = (pods: PodObject[]) => managedPod(job(), pods, ports).instance?.podId;
    expect(present([failed, pod()])).toBe("chat-7-x7k4q");
    expect(present([pod(), pod("chat-7-bbbbb", {}, { creationTimestamp: LATER })])).toBe("chat-7-bbbbb");
  });
});

describe("a Job that has finished", () => {
  const said = (type: string, status = "True", lastTransitionTime: string | undefined = LATER) => ({
    type,
    status,
    ...(lastTransitionTime === "" ? {} : { lastTransitionTime }),
  });
  const finishedOf = (...conditions: ReturnType<typeof said>[]) =>
    managedPod(job({}, { status: { conditions } }), [], ports).finished;

  it.each([
    ["Complete", "succeeded"],
    ["SuccessCriteriaMet", "succeeded"],
    ["Failed", "failed"],
    ["FailureTarget", "failed"],
  ])("by %s: it has %s", (type, kind) => {
    expect(finishedOf(said("Suspended", "False"), said(type))).toEqual({ kind, atMs: Date.parse(LATER) });
  });

  it("has not while the condition is not true, or is another one", () => {
    expect(
      finishedOf(said("Failed", "False"), said("Complete", "Unknown"), said("Suspended")),
    ).toBeUndefined();
    expect(finishedOf()).toBeUndefined();
  });

  it("has since the first of two conditions, or since it was made where none says", () => {
    expect(finishedOf(said("Failed"), said("FailureTarget", "True", MADE))?.atMs).toBe(Date.parse(MADE));
    expect(finishedOf(said("Complete", "True", ""))?.atMs).toBe(Date.parse(MADE));
  });

  it("says of its pod what the pod says", () => {
    const status = { conditions: [said("FailureTarget")] };
    expect(managedPod(job({}, { status }), [pod()], ports)).toMatchObject({
      finished: { kind: "failed" },
      instance: { state: "running", ready: true },
      endpoint: "10.1.2.3:8080",
    });
  });

  it("has its last pod counted once among those that failed", () => {
    const ended = { terminated: { finishedAt: LATER } };
    const last = pod("chat-7-x7k4q", { phase: "Failed", containerStatuses: [{ state: ended }] });
    const given = job({}, { status: { failed: 1, conditions: [said("FailureTarget"), said("Failed")] } });
    expect(managedPod(given, [last], ports)).toMatchObject({
      finished: { kind: "failed", atMs: Date.parse(LATER) },
      crashes: { count: 1, lastAtMs: Date.parse(LATER) },
    });
  });
});

describe("what the user or the node say of it", () => {
  it("counts pods that failed and containers that restarted, with the last end", () => {
    const ended = { terminated: { finishedAt: LATER } };
    const restarted = pod("chat-7-x7k4q", { containerStatuses: [{ restartCount: 2, lastState: ended }] });
    expect(managedPod(job({}, { status: { failed: 1 } }), [restarted], ports).crashes).toEqual({
      count: 3,
      lastAtMs: Date.parse(LATER),
    });
    expect(managedPod(job(), [pod()], ports)).not.toHaveProperty("crashes");
  });

  it.each([
    ["-5", -5],
    ["2147483647", 2_147_483_647],
    ["2147483648", 0],
    ["1.5", 0],
    ["much", 0],
  ])("takes the deletion cost %s as %d", (text, cost) => {
    const costly = pod(
      "chat-7-x7k4q",
      {},
      { annotations: { "controller.kubernetes.io/pod-deletion-cost": text } },
    );
    expect(managedPod(job(), [costly], ports).deletionCost).toBe(cost);
  });

  it("is protected by a mark on the Job or the pod, and guarded since it says so", () => {
    const mark = { "fairlead.dev/protected": "true" };
    expect(managedPod(job(mark), [pod()], ports).protected).toBe(true);
    expect(managedPod(job(), [pod("chat-7-x7k4q", {}, { annotations: mark })], ports).protected).toBe(true);
    expect(managedPod(job({ "fairlead.dev/guarded-since": LATER }), [], ports).guardedSinceMs).toBe(
      Date.parse(LATER),
    );
    expect(managedPod(job({ "fairlead.dev/guarded-since": "soon" }), [], ports)).not.toHaveProperty(
      "guardedSinceMs",
    );
  });
});

describe("a phase that cannot be read", () => {
  it.each([undefined, "", "open", "{}", '{"name":"open"}', JSON.stringify({ ...phase, revision: -1 })])(
    "%j: the pod may have clients, and gets no new ones",
    (text) => {
      const { annotations: _, ...metadata } = job().metadata;
      const damaged =
        text === undefined ? metadata : { ...metadata, annotations: { "fairlead.dev/phase-record": text } };
      expect(managedPod({ metadata: damaged }, [pod()], ports).phase).toEqual({
        name: "draining",
        sinceMs: Date.parse(MADE),
        revision: 0,
        epoch: 0,
        opened: true,
        drainReason: "outdated_template",
        drainSinceMs: Date.parse(MADE),
      });
    },
  );
});

it("is read without a reason to drain that this version does not know", () => {
  const reasons = ["finished", "moved_away"].map((drainReason) => {
    const record = JSON.stringify({ ...phase, name: "draining", revision: 3, drainReason, drainSinceMs: 3 });
    return managedPod(job({ "fairlead.dev/phase-record": record }), [pod()], ports).phase;
  });
  const read = { ...phase, name: "draining", revision: 3, drainSinceMs: 3 };
  expect(reasons).toEqual([{ ...read, drainReason: "finished" }, read]);
  expect(reasons[1]).not.toHaveProperty("drainReason");
});
