import { fileURLToPath } from "node:url";
import { isRunning, waitFor } from "@fairlead/test-support";
import { expect, onTestFinished, test } from "vitest";
import { createLocalPods, type LocalPods } from "./create-local-pods.ts";
import type { LocalPodEvent } from "./local-pod.ts";
import type { LocalPodsOptions } from "./local-pods-options.ts";

const server = fileURLToPath(new URL("../testing/server.ts", import.meta.url));
type Ended = Extract<LocalPodEvent, { kind: "ended" }>;

function setUp(
  parameters: readonly string[],
  options: Partial<LocalPodsOptions> = {},
): {
  pods: LocalPods;
  events: LocalPodEvent[];
  ended: () => Ended[];
} {
  const events: LocalPodEvent[] = [];
  const pods = createLocalPods({
    pool: "default/test",
    executable: process.execPath,
    parameters: [server, ...parameters],
    environment: process.env,
    backOff: { initialMs: 10, maximumMs: 20, recoveredAfterMs: 60_000 },
    ...options,
  });
  pods.subscribe((event) => events.push(event));
  onTestFinished(() => pods.kill());
  return { pods, events, ended: () => events.filter((event) => event.kind === "ended") };
}

const readyPod = (pods: LocalPods, jobName: string) =>
  waitFor(() => pods.jobs().find((job) => job.jobName === jobName && job.pod?.phase === "ready")?.pod);

test("a pod serves at its address and knows its name", async () => {
  const { pods, events } = setUp(["serve"]);
  pods.createJob("test-1");
  pods.createJob("test-2");
  for (const jobName of ["test-1", "test-2"]) {
    const pod = await readyPod(pods, jobName);
    const answer = await fetch(`http://${pod.endpoint}/`);
    expect(await answer.json()).toEqual({ podId: pod.podId, pool: "default/test" });
    expect(pod).toMatchObject({ jobName, routeId: jobName });
  }
  expect(events.slice(0, 1)).toMatchObject([{ kind: "starting" }]);
  await waitFor(() => events.some((event) => event.kind === "output" && event.line === "listening"));
});

test("a server that takes its port from an argument and binds every address works as well", async () => {
  const { pods } = setUp(["all-addresses", "{port}"]);
  pods.createJob("test-1");
  const pod = await readyPod(pods, "test-1");
  expect((await fetch(`http://${pod.endpoint}/`)).status).toBe(200);
});

test("a pod that ends is replaced by a new one of the same Job", async () => {
  const { pods, ended } = setUp(["serve"]);
  pods.createJob("test-1");
  const first = await readyPod(pods, "test-1");
  await fetch(`http://${first.endpoint}/crash`).catch(() => {});
  const second = await waitFor(async () => {
    const pod = await readyPod(pods, "test-1");
    return pod.podId !== first.podId && pod;
  });
  expect(second.routeId).toBe(first.routeId);
  expect(second.endpoint).not.toBe(first.endpoint);
  expect(ended()).toMatchObject([
    { reason: "exited", exit: { code: 4 }, served: true, failures: 1, restartInMs: 10 },
  ]);
  expect(pods.jobs()).toMatchObject([{ restarts: 1, failures: 1 }]);
});

test("a pod that crashes again and again says why, and is started with growing waits", async () => {
  const { pods, ended } = setUp(["crash"]);
  pods.createJob("test-1");
  await waitFor(() => ended().length >= 3);
  expect(
    ended()
      .map(({ restartInMs }) => restartInMs)
      .slice(0, 3),
  ).toEqual([10, 20, 20]);
  expect(ended()[0]).toMatchObject({ reason: "exited", exit: { code: 3 }, served: false });
  expect(ended()[0]?.lastLines.toSorted()).toEqual(["about to crash", "no database"]);
});

test("a pod that does not listen in time is ended and replaced", async () => {
  const { pods, ended } = setUp(["deaf"], { readyTimeoutMs: 100 });
  pods.createJob("test-1");
  await waitFor(() => ended().length >= 2);
  expect(ended()[0]).toMatchObject({ reason: "not_ready", served: false });
});

test("with a path, a pod is ready when the path answers well", async () => {
  const { pods } = setUp(["slow-to-be-ready"], { readyPath: "/readyz" });
  pods.createJob("test-1");
  const starting = await waitFor(() => pods.jobs()[0]?.pod);
  await waitFor(
    async () => (await fetch(`http://${starting.endpoint}/readyz`).catch(() => undefined))?.status === 503,
  );
  expect(pods.jobs()[0]?.pod?.phase).toBe("starting");
  await fetch(`http://${starting.endpoint}/become-ready`);
  await readyPod(pods, "test-1");
});

test("a Job that is deleted ends its pod and starts no other", async () => {
  const { pods, events, ended } = setUp(["serve"]);
  pods.createJob("test-1");
  const pod = await readyPod(pods, "test-1");
  await pods.deleteJob("test-1");
  expect(isRunning(pod.pid)).toBe(false);
  expect(events.map(({ kind }) => kind).filter((kind) => kind !== "output")).toEqual([
    "starting",
    "ready",
    "stopping",
    "ended",
  ]);
  expect(ended()).toMatchObject([{ reason: "deleted", exit: { signal: "SIGTERM" }, restartInMs: undefined }]);
  await waitFor(() => pods.jobs().length === 0);
  await pods.deleteJob("test-1");
});

test("a pod that does not heed SIGTERM is killed after the grace", async () => {
  const { pods, ended } = setUp(["stubborn"]);
  pods.createJob("test-1");
  await readyPod(pods, "test-1");
  await pods.deleteJob("test-1", { graceMs: 50 });
  expect(ended()).toMatchObject([{ exit: { signal: "SIGKILL" } }]);
});

test("deleting ends a wait between two pods, and a Job deleted at once never leaves a process", async () => {
  const { pods, ended } = setUp(["crash"], {
    backOff: { initialMs: 600_000, maximumMs: 600_000, recoveredAfterMs: 1 },
  });
  pods.createJob("test-1");
  await waitFor(() => ended().length === 1);
  await pods.deleteJob("test-1");
  pods.createJob("test-2");
  await pods.close();
  expect(ended().every(({ pod }) => !isRunning(pod.pid))).toBe(true);
});

test("a working directory that is not there is told as a failure", async () => {
  const { pods } = setUp(["serve"], { workingDirectory: "/nonexistent" });
  pods.createJob("test-1");
  await expect(pods.failed).rejects.toMatchObject({ code: "ENOENT" });
});
