import { fileURLToPath } from "node:url";
import { waitFor } from "@fairlead/test-support";
import { describe, expect, test } from "vitest";
import { ask, dev, expectNothingLeft, reachEveryPod, ready, server } from "../testing/dev-run.ts";

const pythonCounter = fileURLToPath(
  new URL("../../../../examples/python-counter/server.py", import.meta.url),
);

describe.each([
  ["routes", "snapshot"],
  ["override-host", "snapshot"],
  ["routes", "per_request"],
] as const)("with --routing %s --mode %s", (routing, mode) => {
  test("every pod is reached, with podId after the query that was there", async () => {
    const run = dev(["--routing", routing, "--mode", mode, "--capacity", "12"]);
    const gateway = await ready(run);
    const answers = await reachEveryPod(gateway, 3);
    for (const [podId, { path, environment }] of answers) {
      expect(path).toBe(`/x?room=7&podId=${podId}`);
      expect(environment).toMatchObject({ CAPACITY: "12", url: run.of("addresses")[0]?.lookup });
      expect((await ask(gateway, `/y?podId=${podId}`)).podId).toBe(podId);
    }
    run.signal("SIGINT");
    expect(await run.exited).toEqual({ code: 0, signal: null });
    await expectNothingLeft(run);
    expect(run.events().at(-1)?.event).toBe("stopped");
  });
});

test("a server that binds every address and takes its port from an argument works", async () => {
  const run = dev(["--pods", "2"], [process.execPath, server, "--all-addresses", "{port}"]);
  await reachEveryPod(await ready(run), 2);
});

test("a server in another language, without the reporter, works", async () => {
  const run = dev(["--pods", "2"], ["python3", pythonCounter]);
  const gateway = await ready(run);
  expect((await fetch(gateway)).status).toBe(200);
  run.signal("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  await expectNothingLeft(run);
});

test("a pod that crashes is taken out at once and replaced; its clients go on", async () => {
  const run = dev([]);
  const gateway = await ready(run);
  const victim = (await ask(gateway, "/")).podId;
  await fetch(`${gateway}/crash?podId=${victim}`);

  const ended = await run.event("pod_ended");
  expect(ended).toMatchObject({ podId: victim, reason: "exited", exit: "exit code 9", restartInMs: 250 });
  // While the gateway still has its route, a client that names the dead pod gets a 503.
  await waitFor(async () => (await fetch(`${gateway}/?podId=${victim}`)).status === 200);
  expect((await ask(gateway, `/?podId=${victim}`)).podId).not.toBe(victim);
  const job = run.of("pod_starting").find(({ podId }) => podId === victim)?.job;
  const next = await run.event("pod_starting", (event) => event.job === job && event.podId !== victim);
  await run.event("pod_open", ({ podId }) => podId === next.podId);
  await waitFor(async () => (await ask(gateway, `/?podId=${next.podId}`)).podId === next.podId);
});

test("the lookup service is started again when it dies; requests pass meanwhile", async () => {
  const run = dev(["--pods", "2"]);
  const gateway = await ready(run);
  const [first] = run.of("lookup_started");
  process.kill(first?.pid as number, "SIGKILL");
  await run.event("lookup_ended", ({ exit }) => exit === "signal SIGKILL");
  await ask(gateway, "/");
  await run.event("lookup_started", ({ pid }) => pid !== first?.pid);
  const { lookup } = await run.event("addresses");
  await waitFor(async () => (await fetch(`${lookup}/readyz`).catch(() => undefined))?.status === 200);
});

test("the load generator's clients are shown by pod, and none fails", async () => {
  const run = dev(["--load", "kind=sse,clients=12,rate=100,session=1h,path=/stream", "--load", "rate=50"]);
  await ready(run);
  const { load, pods, routing } = await run.event(
    "status",
    (status) =>
      status.load?.clients === 12 && status.pods.reduce((sum, { clients }) => sum + (clients ?? 0), 0) === 12,
  );
  expect(load).toMatchObject({ failed: 0, dropped: 0, misrouted: 0 });
  expect(pods.map(({ state }) => state)).toEqual(["open", "open", "open"]);
  expect(pods.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1);
  expect(Object.values(routing.routed).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
});
