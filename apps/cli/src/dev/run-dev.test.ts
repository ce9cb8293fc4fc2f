import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { isRunning, waitFor } from "@fairlead/test-support";
import { describe, expect, onTestFinished, test } from "vitest";
import { runCli, type CliRun } from "../testing/run-cli.ts";

const server = fileURLToPath(new URL("../testing/server.ts", import.meta.url));
const pythonCounter = fileURLToPath(
  new URL("../../../../examples/python-counter/server.py", import.meta.url),
);

interface Answer {
  readonly podId: string;
  readonly path: string;
  readonly environment: { readonly HOST?: string; readonly CAPACITY?: string; readonly url?: string };
}

const dev = (options: readonly string[], command: readonly string[] = [process.execPath, server]): CliRun =>
  runCli(["dev", "--port", "0", "--output", "json", ...options, "--", ...command]);

async function ready(run: CliRun): Promise<string> {
  await run.event("all_open");
  return (await run.event("addresses")).gateway;
}

async function ask(gateway: string, path: string): Promise<Answer> {
  const answer = await fetch(gateway + path);
  expect(answer.status).toBe(200);
  return (await answer.json()) as Answer;
}

/** Asks until each of so many pods has answered. */
async function reachEveryPod(gateway: string, pods: number): Promise<Map<string, Answer>> {
  const answers = new Map<string, Answer>();
  await waitFor(async () => {
    const answer = await ask(gateway, "/x?room=7");
    answers.set(answer.podId, answer);
    return answers.size === pods;
  });
  return answers;
}

async function expectNothingLeft(run: CliRun): Promise<void> {
  await waitFor(() => run.pids().every((pid) => !isRunning(pid)));
}

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

test("nothing is left when the program is killed", async () => {
  const run = dev(["--pods", "2", "--load", "clients=5"]);
  await ready(run);
  expect(run.pids()).toHaveLength(5);
  expect(run.pids().every((pid) => isRunning(pid))).toBe(true);
  run.signal("SIGKILL");
  await expectNothingLeft(run);
});

test("a reader of the output that goes away stops everything", async () => {
  const run = dev(["--pods", "1"]);
  await ready(run);
  run.closeOutput();
  expect(await run.exited).toEqual({ code: 0, signal: null });
  await expectNothingLeft(run);
});

test("a gateway that dies is started again at the same address, before the same pods", async () => {
  const run = dev(["--pods", "1"]);
  await ready(run);
  const { envoyPid, gateway } = await run.event("addresses");
  process.kill(envoyPid, "SIGKILL");
  expect(await run.event("gateway_ended")).toMatchObject({ exit: "signal SIGKILL" });
  const { pid } = await run.event("gateway_started", (event) => event.pid !== envoyPid);
  expect((await fetch(gateway)).status).toBe(200);
  expect(run.of("pod_ended")).toEqual([]);
  run.signal("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  expect(isRunning(pid)).toBe(false);
  await expectNothingLeft(run);
});

test("a second signal kills what does not stop", async () => {
  const run = dev(
    ["--pods", "1"],
    ["sh", "-c", `trap '' TERM; ${process.execPath} ${server} & while :; do sleep 0.1; done`],
  );
  await ready(run);
  run.signal("SIGINT");
  await run.event("pod_stopping");
  run.signal("SIGINT");
  expect(await run.exited).toEqual({ code: 130, signal: null });
  await expectNothingLeft(run);
});

test("a signal during the start takes down what has begun", async () => {
  const run = dev([], ["sleep", "600"]);
  await run.event("pod_starting");
  run.signal("SIGTERM");
  expect(await run.exited).toEqual({ code: 0, signal: null });
  await expectNothingLeft(run);
  expect(run.events().at(-1)?.event).toBe("stopped");
});

describe("a fault is told with its mend", () => {
  test("a pod that ends before it is ready: its last lines", async () => {
    const run = dev([], ["sh", "-c", "echo cannot reach the database >&2; exit 1"]);
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "pod_not_ready", message: expect.stringContaining("cannot reach the database") },
    ]);
    await expectNothingLeft(run);
  });

  test("a pod that never listens: what it should listen on", async () => {
    const run = dev(["--ready-timeout", "200ms"], ["sleep", "600"]);
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "pod_not_ready", message: expect.stringContaining("$HOST:$PORT") },
    ]);
  });

  test("with --keep-going it is tried again instead", async () => {
    const run = dev(["--keep-going", "--pods", "1"], ["false"]);
    await waitFor(() => run.of("pod_ended").length >= 4);
    expect(run.of("error")).toEqual([]);
    run.signal("SIGINT");
    expect(await run.exited).toMatchObject({ code: 0 });
  });

  test("a port in use: the option to change, before any pod starts", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    onTestFinished(() => void other.close());
    const { port } = other.address() as AddressInfo;
    const run = runCli(["dev", "--output", "json", "--port", String(port), "--", process.execPath, server]);
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "gateway_address_in_use", message: expect.stringContaining("--port") },
    ]);
    expect(run.of("pod_starting")).toEqual([]);
  });

  test("no Envoy: how to get one", async () => {
    const run = runCli(["dev", "--output", "json", "--port", "0", "--", process.execPath, server], {
      environment: { FAIRLEAD_ENVOY: "/nonexistent/envoy" },
    });
    expect(await run.exited).toMatchObject({ code: 1 });
    expect(run.of("error")).toMatchObject([
      { code: "envoy_unusable", message: expect.stringContaining("/nonexistent/envoy") },
    ]);
  });
});
