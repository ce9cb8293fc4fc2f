import type { PhaseRecord } from "@fairlead/pool-scaling";
import { answerWith, conflict, internalError, loseAnswer } from "@fairlead/testbed";
import { until } from "@fairlead/test-support";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ManagedPod, Pods } from "../../interfaces/pods.ts";
import { openKubernetesWorld, type KubernetesWorld } from "../../testing/open-kubernetes-world.ts";
import type { JobObject, PodObject } from "../read/kubernetes-pod.ts";
import type { PodTemplate } from "../objects/pod-job.ts";
import { templateHash as hashTemplate } from "../../template-hash.ts";
import { createKubernetesPods } from "./create-kubernetes-pods.ts";

const template: PodTemplate = {
  metadata: { annotations: { "karpenter.sh/do-not-disrupt": "false" } },
  spec: { containers: [{ name: "chat", image: "chat:1" }] },
};
const templateHash = hashTemplate(template);
const starting: PhaseRecord = { name: "starting", sinceMs: 1, revision: 1, epoch: 0, opened: false };
const open: PhaseRecord = { ...starting, name: "open", revision: 2, opened: true };

let world: KubernetesWorld;
let pods: Pods;
/** As another look may still see them: what was listed before. */
let seen: { jobs?: readonly JobObject[]; pods?: readonly PodObject[] } = {};
const failures: unknown[] = [];

beforeAll(async () => {
  world = await openKubernetesWorld();
  pods = createKubernetesPods({
    pool: world.pool,
    jobs: world.jobs,
    pods: world.pods,
    own: {
      jobs: { look: async (look) => seen.jobs ?? world.own.jobs.look(look) },
      pods: { look: async (look) => seen.pods ?? world.own.pods.look(look) },
    },
    declared: () => ({ template, ports: { port: 8080, workloadPort: 8080 } }),
    watch: () => () => {},
    clock: { nowMs: () => Date.UTC(2026, 0, 2) },
    failed: (error) => failures.push(error),
  });
});
beforeEach(() => {
  seen = {};
  world.proxy.clear();
});
afterAll(() => world.close());

const namespace = (): string => world.pool.names.namespace;
const place = (name: string) => ({ namespace: namespace(), name });
const create = (routeId: string) => pods.create({ routeId, templateHash, phase: starting });
const listed = async (routeId: string): Promise<ManagedPod> =>
  (await pods.list()).pods.find((pod) => pod.routeId === routeId) as ManagedPod;

/** What Kubernetes' Job controller does: it is not part of an API server. */
async function startPodOf(routeId: string): Promise<string> {
  const job = await world.direct.jobs.get(place(routeId));
  const { template: made } = (job as unknown as { spec: { template: { metadata: object; spec: object } } })
    .spec;
  const name = `${routeId}-x7k4q`;
  await world.direct.pods.create({
    metadata: {
      ...made.metadata,
      ...place(name),
      ownerReferences: [
        { apiVersion: "batch/v1", kind: "Job", name: routeId, uid: job.metadata.uid ?? "", controller: true },
      ],
    },
    spec: made.spec,
  });
  await world.direct.pods.patch(
    place(name),
    { status: { phase: "Running", podIP: "10.1.2.3" } },
    { type: "merge", subresource: "status" },
  );
  return name;
}
const marksOf = async (name: string) => {
  const { annotations, labels } = (await world.direct.pods.get(place(name))).metadata;
  return {
    phase: labels?.["fairlead.dev/phase"],
    revision: annotations?.["fairlead.dev/phase-revision"],
    guarded: labels?.["fairlead.dev/guarded"],
    safeToEvict: annotations?.["cluster-autoscaler.kubernetes.io/safe-to-evict"],
    doNotDisrupt: annotations?.["karpenter.sh/do-not-disrupt"],
  };
};

describe("a pod on Kubernetes", () => {
  it("is created as a Job of the pool, and a second time without harm", async () => {
    await create("chat-1");
    const { uid } = await listed("chat-1");
    await create("chat-1");
    expect(await listed("chat-1")).toMatchObject({
      uid,
      phase: starting,
      templateHash,
      deleting: false,
    });
  });

  it("is not made from a template that has come after it was planned", async () => {
    const planned = pods.create({ routeId: "chat-old", templateHash: "another", phase: starting });
    await expect(planned).rejects.toMatchObject({ code: "precondition_failed" });
    expect(await listed("chat-old")).toBeUndefined();
  });

  it("is there once when the answer to its creation was lost", async () => {
    world.proxy.add({ matches: ({ verb }) => verb === "create", fault: loseAnswer(), times: 1 });
    await expect(create("chat-lost")).rejects.toThrow();
    const { uid } = await listed("chat-lost");
    await create("chat-lost");
    expect(await listed("chat-lost")).toMatchObject({ uid });
  });

  it("is refused where somebody else's Job has its name, which is none of the pool's", async () => {
    const spec = { template: { spec: { restartPolicy: "Never", containers: [{ name: "a", image: "a" }] } } };
    const labels = { "fairlead.dev/pool": "chat" };
    await world.direct.jobs.create({ metadata: { ...place("chat-theirs"), labels }, spec } as never);
    await expect(create("chat-theirs")).rejects.toMatchObject({ code: "object_foreign" });
    expect(await listed("chat-theirs")).toBeUndefined();
  });

  it("has its address and state from the pod that the Job runs", async () => {
    await create("chat-2");
    expect(await listed("chat-2")).not.toHaveProperty("instance");
    const podId = await startPodOf("chat-2");
    expect(await listed("chat-2")).toMatchObject({
      instance: { podId, state: "running", ready: false },
      endpoint: "10.1.2.3:8080",
    });
  });

  it("enters a phase on the condition that it is in the one before, and its pod is marked with it", async () => {
    await create("chat-3");
    const podId = await startPodOf("chat-3");
    const { uid } = await listed("chat-3");
    const change = { routeId: "chat-3", uid, fromRevision: 1, phase: open };
    await pods.setPhase(change);
    expect((await listed("chat-3")).phase).toEqual(open);
    expect(await marksOf(podId)).toMatchObject({ phase: "open", revision: "2" });
    // Once more is nothing; from another revision, or of another Job, is refused.
    await pods.setPhase(change);
    const other = { ...open, name: "draining", revision: 3 } as const;
    await expect(pods.setPhase({ ...change, phase: other })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await expect(pods.setPhase({ ...change, uid: "other" })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    expect((await listed("chat-3")).phase).toEqual(open);
  });

  it("enters a phase on what the last look read, and not on a look that is old", async () => {
    await create("chat-looked");
    const { uid } = await listed("chat-looked");
    const change = { routeId: "chat-looked", uid, fromRevision: 1, phase: open };
    const since = world.proxy.requests.length;
    await pods.setPhase(change);
    const [first] = world.proxy.requests.slice(since);
    expect(first).toMatchObject({ verb: "patch", name: "chat-looked" });
    await create("chat-gone");
    const { uid: gone } = await listed("chat-gone");
    await world.direct.jobs.delete(place("chat-gone"), { propagationPolicy: "Background" });
    const late = pods.setPhase({ ...change, routeId: "chat-gone", uid: gone });
    await expect(late).rejects.toMatchObject({ code: "precondition_failed" });
  });

  it("enters a phase although the Job controller writes its status meanwhile", async () => {
    await create("chat-4");
    const { uid } = await listed("chat-4");
    const rule = world.proxy.add({
      matches: ({ resource, verb }) => verb === "patch" && resource === "jobs",
      fault: answerWith(conflict()),
      times: 2,
    });
    await pods.setPhase({ routeId: "chat-4", uid, fromRevision: 1, phase: open });
    expect(rule.hits).toBe(2);
    expect((await listed("chat-4")).phase).toEqual(open);
  });

  it("gets marks that were lost, by the next look", async () => {
    await create("chat-5");
    const podId = await startPodOf("chat-5");
    const { uid } = await listed("chat-5");
    const rule = world.proxy.add({
      matches: ({ resource, verb }) => verb === "patch" && resource === "pods",
      fault: answerWith(internalError()),
    });
    const change = { routeId: "chat-5", uid, fromRevision: 1, phase: open };
    await expect(pods.setPhase(change)).rejects.toMatchObject({ code: "internal_error" });
    expect(await marksOf(podId)).toMatchObject({ phase: "starting", revision: "1" });
    await pods.list();
    await until("the failure was told", () => failures.length > 0);
    rule.remove();
    await pods.list();
    await until("the pod is marked", async () => (await marksOf(podId)).phase === "open");
  });

  it("never goes back to an earlier phase by a look that is older than the last change", async () => {
    await create("chat-8");
    const podId = await startPodOf("chat-8");
    const { uid } = await listed("chat-8");
    const change = { routeId: "chat-8", uid };
    await pods.setPhase({ ...change, fromRevision: 1, phase: open });
    const old = await world.own.jobs.look("read");
    await pods.setPhase({ ...change, fromRevision: 2, phase: { ...open, name: "draining", revision: 3 } });
    // A watch of Jobs that lags behind that of pods.
    seen = { jobs: old };
    const asked = world.proxy.requests.length;
    await pods.list("glance");
    await until("the Job was read anew", () =>
      world.proxy.requests.slice(asked).some(({ name, verb }) => verb === "get" && name === "chat-8"),
    );
    seen = {};
    await pods.setGuard({ ...change, guarded: true });
    expect(await marksOf(podId)).toMatchObject({ phase: "draining", revision: "3", guarded: "true" });
    const patches = world.proxy.requests.slice(asked).filter(({ resource, verb }) => {
      return verb === "patch" && resource === "pods";
    });
    expect(patches.map(({ body }) => body).join()).not.toContain("open");
    expect(patches).toHaveLength(1);
  });

  it("keeps what another scaler marks while a look brings it up", async () => {
    await create("chat-9");
    const podId = await startPodOf("chat-9");
    await world.direct.pods.patch(
      place(podId),
      { metadata: { labels: { "fairlead.dev/phase": "closed" } } },
      { type: "merge" },
    );
    const told = failures.length;
    let phaseAfter: string | undefined;
    world.proxy.add({
      matches: ({ resource, verb }) => verb === "patch" && resource === "pods",
      fault: async (exchange) => {
        // After the look has read both, another one marks the pod.
        const annotations = { "fairlead.dev/phase-revision": "7" };
        await world.direct.pods.patch(place(podId), { metadata: { annotations } }, { type: "merge" });
        await exchange.forward();
        phaseAfter = (await marksOf(podId)).phase;
      },
      times: 1,
    });
    await pods.list("glance");
    await until("the patch was answered", () => phaseAfter);
    expect(phaseAfter).toBe("closed");
    await until("the next look marks it", async () => {
      await pods.list();
      return (await marksOf(podId)).phase === "starting";
    });
    expect(failures.length).toBe(told);
  });

  it("is marked against eviction, and what the user's template says holds again after", async () => {
    await create("chat-6");
    const podId = await startPodOf("chat-6");
    const { uid } = await listed("chat-6");
    const guard = (guarded: boolean) => pods.setGuard({ routeId: "chat-6", uid, guarded });
    await guard(true);
    expect((await listed("chat-6")).guardedSinceMs).toBe(Date.UTC(2026, 0, 2));
    expect(await marksOf(podId)).toMatchObject({
      guarded: "true",
      safeToEvict: "false",
      doNotDisrupt: "true",
    });
    await guard(false);
    expect(await listed("chat-6")).not.toHaveProperty("guardedSinceMs");
    expect(await marksOf(podId)).toMatchObject({
      guarded: undefined,
      safeToEvict: undefined,
      doNotDisrupt: "false",
    });
  });

  it("is deleted in the phase that it was seen in, with its pods, and else not", async () => {
    await create("chat-7");
    const { uid } = await listed("chat-7");
    const gone = { routeId: "chat-7", uid, phaseRevision: 1 };
    await expect(pods.delete({ ...gone, phaseRevision: 2 })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    await expect(pods.delete({ ...gone, uid: "other" })).rejects.toMatchObject({
      code: "precondition_failed",
    });
    expect(await listed("chat-7")).toMatchObject({ deleting: false });
    world.proxy.add({ matches: ({ verb }) => verb === "delete", fault: answerWith(conflict()), times: 1 });
    await pods.delete(gone);
    const [request] = world.proxy.requests.filter(({ verb }) => verb === "delete").slice(-1);
    expect(JSON.parse(request?.body ?? "")).toMatchObject({
      propagationPolicy: "Background",
      preconditions: { uid },
    });
    await pods.delete(gone);
    expect(await listed("chat-7")).toBeUndefined();
  });
});
