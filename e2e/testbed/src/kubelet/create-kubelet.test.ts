import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isRunning, until } from "@fairlead/test-support";
import { startClusterBed, type ClusterBed } from "../beds/cluster-bed.ts";
import { call, createNamespace, job, type Anything } from "../testing/cluster-objects.ts";

const space = "apps";
const jobs = `/apis/batch/v1/namespaces/${space}/jobs`;
const pods = `/api/v1/namespaces/${space}/pods`;
let bed: ClusterBed;
beforeAll(async () => {
  bed = await startClusterBed({
    environment: process.env,
    onProgress: console.log,
    auditRules: [
      { level: "Request", verbs: ["create"], resources: [{ group: "", resources: ["configmaps"] }] },
      { level: "None" },
    ],
  });
  await createNamespace(bed, space);
});
afterAll(() => bed.stop());

const podsOf = async (name: string): Promise<readonly Anything[]> =>
  (await call(bed, "GET", `${pods}?labelSelector=job-name=${name}`)).items;
const podOf = (name: string, what: string, is: (pod: Anything) => boolean): Promise<Anything> =>
  until(`a pod of ${name} ${what}`, async () => (await podsOf(name)).find(is));
const conditionOf = (pod: Anything, type: string): string | undefined =>
  pod.status.conditions?.find((condition: Anything) => condition.type === type)?.status;
const isReady = (pod: Anything): boolean => conditionOf(pod, "Ready") === "True";
const ask = async (pod: Anything, path: string): Promise<Anything> => {
  const { host, port } = await bed.network.forward(pod.status.podIP, 8080);
  return (await fetch(`http://${host}:${port}${path}`)).json();
};
const workerOf = (pod: Anything) => until("its worker", () => bed.kubelet.find(space, pod.metadata.name));
const start = async (
  name: string,
  ...options: [container?: Parameters<typeof job>[1], spec?: Parameters<typeof job>[2]]
) => {
  await call(bed, "POST", jobs, job(name, ...options));
  return podOf(name, "is ready", isReady);
};
const deleteJob = (name: string) =>
  call(bed, "DELETE", `${jobs}/${name}`, {
    apiVersion: "v1",
    kind: "DeleteOptions",
    propagationPolicy: "Background",
  });

describe("createKubelet", () => {
  it("makes the pod of a Job a process on an address of its own, an endpoint, and a log", async () => {
    const service = {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "web" },
      spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
    };
    await call(bed, "POST", `/api/v1/namespaces/${space}/services`, service);
    const [one, two] = await Promise.all([start("one"), start("two")]);
    expect(one.status).toMatchObject({
      phase: "Running",
      containerStatuses: [{ ready: true, restartCount: 0, state: { running: {} } }],
    });
    expect(one.status.podIP).not.toBe(two.status.podIP);
    expect(await ask(one, "/hello")).toEqual({ pod: one.metadata.name, url: "/hello" });
    expect(await (await workerOf(two)).log()).toContain(
      `${two.metadata.name} listens on ${two.status.podIP}`,
    );
    await until("both are endpoints", async () => {
      const { items } = await call(
        bed,
        "GET",
        `/apis/discovery.k8s.io/v1/namespaces/${space}/endpointslices`,
      );
      const ready = items
        .flatMap(({ endpoints }: Anything) => endpoints ?? [])
        .filter(({ conditions }: Anything) => conditions.ready);
      return ready.length === 2;
    });
  });

  it("tells readiness as it changes", async () => {
    await call(bed, "POST", jobs, job("moody", { env: [{ name: "READY", value: "no" }] }));
    const pod = await podOf("moody", "runs", ({ status }) => status.phase === "Running");
    expect(isReady(pod)).toBe(false);
    await until("it serves", () => ask(pod, "/ready").catch(() => undefined));
    await podOf("moody", "is ready", isReady);
    await ask(pod, "/unready");
    await podOf("moody", "is not ready", (one) => !isReady(one));
  });

  it("starts a container again that is ill, where the pod wants that", async () => {
    const livenessProbe = { httpGet: { path: "/livez", port: 8080 }, periodSeconds: 1, failureThreshold: 5 };
    const pod = await start(
      "ill",
      { livenessProbe },
      { restartPolicy: "OnFailure", terminationGracePeriodSeconds: 1 },
    );
    const [before = 0] = (await workerOf(pod)).pids;
    await ask(pod, "/exit?code=7").catch(() => {});
    await podOf(
      "ill",
      "is back",
      (one) => isReady(one) && one.status.containerStatuses[0].restartCount === 1,
    );
    const [after = 0] = (await workerOf(pod)).pids;
    expect([isRunning(before), isRunning(after)]).toEqual([false, true]);
    await ask(pod, "/ill");
    await podOf("ill", "is ended", ({ status }) => status.phase === "Succeeded");
  });

  it("ends a pod whose process ends, and the Job makes another one", async () => {
    const first = await start("crashes");
    (await workerOf(first)).signal("SIGKILL");
    const second = await podOf(
      "crashes",
      "follows",
      (pod) => isReady(pod) && pod.metadata.uid !== first.metadata.uid,
    );
    expect(second.status.podIP).not.toBe(first.status.podIP);
    const failed = (await podsOf("crashes")).find(({ metadata }) => metadata.uid === first.metadata.uid);
    expect(failed.status).toMatchObject({
      phase: "Failed",
      containerStatuses: [{ state: { terminated: { exitCode: 137, signal: 9, reason: "Error" } } }],
    });
    await ask(second, "/exit?code=0").catch(() => {});
    await until(
      "the Job is complete",
      async () => (await call(bed, "GET", `${jobs}/crashes`)).status.succeeded === 1,
    );
  });

  it("lets a pod end in its own time, with its Job, and leaves no process", async () => {
    const pod = await start("polite", { env: [{ name: "STOP_MS", value: "400" }] });
    const worker = await workerOf(pod);
    const [pid = 0] = worker.pids;
    await deleteJob("polite");
    await podOf("polite", "terminates", ({ metadata }) => metadata.deletionTimestamp !== undefined);
    expect(await until("it is told", async () => (await worker.log()).includes("told to stop"))).toBe(true);
    await until("it is gone", async () => (await podsOf("polite")).length === 0);
    expect(isRunning(pid)).toBe(false);
    expect(await call(bed, "GET", `${jobs}/polite`)).toBeUndefined();
  });

  it("kills what does not end in its grace period", async () => {
    const pod = await start(
      "stubborn",
      { env: [{ name: "STOP_MS", value: "3600000" }] },
      { terminationGracePeriodSeconds: 1 },
    );
    const [pid = 0] = (await workerOf(pod)).pids;
    await deleteJob("stubborn");
    await until("it is gone", async () => (await podsOf("stubborn")).length === 0);
    expect(isRunning(pid)).toBe(false);
  });

  it("keeps a pod in Terminating that is held", async () => {
    const pod = await start("stuck");
    const worker = await workerOf(pod);
    const [pid = 0] = worker.pids;
    const release = worker.holdTermination();
    await deleteJob("stuck");
    await podOf(
      "stuck",
      "terminates and is not ready",
      (one) => one.metadata.deletionTimestamp !== undefined && !isReady(one),
    );
    expect(isRunning(pid)).toBe(true);
    release();
    await until("it is gone", async () => (await podsOf("stuck")).length === 0);
  });

  it("evicts a pod for want of something on the node", async () => {
    const pod = await start("evicted");
    await (await workerOf(pod)).evict("The node was low on memory.");
    const gone = await podOf("evicted", "is evicted", ({ status }) => status.reason === "Evicted");
    expect(gone.status).toMatchObject({ phase: "Failed", message: "The node was low on memory." });
  });

  it("ends a pod that is evicted through the API", async () => {
    const { metadata } = await start("displaced");
    const { name, uid } = metadata;
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name } };
    await call(bed, "POST", `${pods}/${name}/eviction`, eviction);
    await until(
      "it is gone",
      async () => !(await podsOf("displaced")).some((pod) => pod.metadata.uid === uid),
    );
    // It ended with exit code 0 when it was told to stop: to Kubernetes the Job is done, and no pod follows.
    await until(
      "the Job is complete",
      async () => (await call(bed, "GET", `${jobs}/displaced`)).status.succeeded === 1,
    );
  });

  it("goes on where it was when the API server was away", async () => {
    const first = await start("survivor");
    const [pid = 0] = (await workerOf(first)).pids;
    await bed.apiServer.kill();
    (await workerOf(first)).signal("SIGKILL");
    await until("it has ended", () => !isRunning(pid));
    await bed.apiServer.start();
    await podOf("survivor", "follows", (pod) => isReady(pod) && pod.metadata.uid !== first.metadata.uid);
  });
});

describe("an audit log", () => {
  it("has what the rules ask for, with what was sent, and nothing else", async () => {
    const path = `/api/v1/namespaces/${space}/configmaps`;
    await call(bed, "POST", path, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "told" } });
    await call(bed, "DELETE", `${path}/told`);
    const lines = (await readFile(bed.auditLogPath ?? "", "utf8")).split("\n").filter((line) => line !== "");
    const events: readonly Anything[] = lines.map((line) => JSON.parse(line));
    expect(
      events.every(({ verb, objectRef }) => `${verb} ${objectRef.resource}` === "create configmaps"),
    ).toBe(true);
    const told = events.filter(({ objectRef }) => objectRef.name === "told");
    expect(told).toMatchObject([
      { stage: "ResponseComplete", user: { username: "admin" }, requestObject: { kind: "ConfigMap" } },
    ]);
  });
});
