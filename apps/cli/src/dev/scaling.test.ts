import { execFile, spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isRunning, waitFor } from "@fairlead/test-support";
import { expect, onTestFinished, test } from "vitest";
import { server } from "../testing/dev-run.ts";
import { runCli, type CliRun } from "../testing/run-cli.ts";
import { connectClients } from "../testing/stream-client.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";

/** Everything as short as it may be. */
const POOL = {
  picking: { leaseSeconds: 1, reportMaxAgeSeconds: 3 },
  scaling: { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } },
};
const CONFIG = {
  filter: { snapshot_interval_ms: 200 },
  lookup: { collection: { minIntervalMs: 50, maxIntervalMs: 200 }, snapshot: { maxAgeMs: 500 } },
};

interface Dev {
  readonly run: CliRun;
  readonly gateway: string;
  /** Runs another command of this user. */
  readonly other: (...words: string[]) => CliRun;
}

async function startDev(...options: string[]): Promise<Dev> {
  const directory = await temporaryDirectory();
  const environment = { XDG_RUNTIME_DIR: directory };
  await writeFile(join(directory, "pool.json"), JSON.stringify(POOL));
  await writeFile(join(directory, "config.json"), JSON.stringify(CONFIG));
  const run = runCli(
    [
      ...["dev", "--port", "0", "--output", "json", "--pool", "pool.json", "--config", "config.json"],
      ...[...options, "--", process.execPath, server],
    ],
    { environment, workingDirectory: directory },
  );
  await run.event("all_open");
  const { gateway } = await run.event("addresses");
  return { run, gateway, other: (...words) => runCli(words, { environment }) };
}

const newestStatus = (run: CliRun) => run.of("status").at(-1);
const openPods = (run: CliRun, count: number): Promise<unknown> =>
  waitFor(() => {
    const pods = newestStatus(run)?.pods;
    return pods?.length === count && pods.every(({ state }) => state === "open");
  });
/** Waits for an event that is told after this call. */
async function next<Name extends "pool_event" | "scaler_started">(
  run: CliRun,
  name: Name,
  fits: (event: ReturnType<typeof run.of<Name>>[number]) => boolean = () => true,
): Promise<void> {
  const before = run.of(name).length;
  await waitFor(() =>
    run
      .of(name)
      .slice(before)
      .some((event) => fits(event)),
  );
}

test("pods follow the load that comes", async () => {
  const { run } = await startDev(
    ...["--min", "1", "--max", "4", "--target", "5"],
    ...["--load", "kind=sse,clients=14,rate=20,session=1h,path=/stream"],
  );
  await openPods(run, 3);
  const status = newestStatus(run);
  expect(status?.scaling).toMatchObject({ scaler: "up", desired: 3, min: 1, max: 4 });
  expect(status?.load).toMatchObject({ failed: 0, dropped: 0 });
});

test("pods go when their clients have left by themselves, and status and explain say why", async () => {
  const { gateway, other, run } = await startDev("--min", "1", "--max", "4", "--target", "2");
  const clients = await connectClients(gateway, 4);
  await openPods(run, 2);
  clients.push(...(await connectClients(gateway, 4)));
  await openPods(run, 4);
  // One client stays on each of two pods; one pod is wanted, so at least one of these drains.
  const [first] = clients;
  const second = await waitFor(async () => {
    // A gateway goes by a snapshot for a while in which pods that have just opened are not listed.
    clients.push(...(await connectClients(gateway, 1)));
    return clients.find(({ podId }) => podId !== first?.podId);
  });
  for (const client of clients) if (client !== first && client !== second) client.leave();
  await run.event("scaled", ({ desired }) => desired === 1);
  const draining = await waitFor(() => {
    const pods = newestStatus(run)?.pods ?? [];
    const others = pods.filter(({ state }) => state !== "open");
    const isLeft = others.every(({ clients: left, state }) => state === "draining" && left === 1);
    return pods.length - others.length === 1 && isLeft ? others[0] : undefined;
  });

  const status = other("status");
  expect(await status.exited).toMatchObject({ code: 0 });
  expect(status.stdout()).toContain("default/app  1 wanted (1 to 4), 2 clients");
  expect(status.stdout()).toContain(draining.podId);
  const pool = other("explain", "app");
  expect(await pool.exited).toMatchObject({ code: 0 });
  expect(pool.stdout()).toMatch(/^[23] pods: 0 starting, 1 open, [12] draining, 0 closed\.$/m);
  const why = await waitFor(async () => {
    const pod = other("explain", draining.podId, "--output", "json");
    await pod.exited;
    return pod.of("explanation").find(({ sentences }) => sentences[0]?.includes("because"));
  });
  expect(why.sentences).toEqual([
    `${draining.job} (draining: fewer pods are wanted) stays, because it has 1 client.`,
  ]);
  const unknown = other("explain", "app-99");
  expect(await unknown.exited).toMatchObject({ code: 2 });
  expect(unknown.stdout()).toContain(draining.podId);

  expect([first?.cut, second.cut]).toEqual([false, false]);
  first?.leave();
  second.leave();
  await openPods(run, 1);
  const reasons = new Set(run.of("pool_event").map(({ reason }) => reason));
  for (const reason of ["PodStarted", "PodOpened", "PodDraining", "PodClosed", "PodDeleted"])
    expect(reasons).toContain(reason);
});

test("the scaler may be killed in every phase of a pod: pods and sessions go on, and the pool settles", async () => {
  const { gateway, run } = await startDev("--min", "1", "--max", "3", "--target", "2");
  const kill = (): boolean => process.kill(run.of("scaler_started").at(-1)?.pid as number, "SIGKILL");
  const killedAt = async (reason: string): Promise<void> => {
    await next(run, "pool_event", (event) => event.reason === reason);
    const started = next(run, "scaler_started");
    kill();
    await started;
  };
  const starts = killedAt("PodStarted");
  const clients = await connectClients(gateway, 4);
  await starts;
  await openPods(run, 2);
  const opens = killedAt("PodOpened");
  clients.push(...(await connectClients(gateway, 2)));
  await opens;
  await openPods(run, 3);

  const [stays, ...others] = clients;
  const drains = killedAt("PodDraining");
  for (const client of others) client.leave();
  await drains;
  await killedAt("PodClosed");
  await waitFor(() => (newestStatus(run)?.pods.length ?? 9) <= 2);
  expect(stays?.cut).toBe(false);
  expect(run.of("pod_ended").every(({ reason }) => reason === "deleted")).toBe(true);
  stays?.leave();
  await openPods(run, 1);
  expect(run.of("scaler_ended")).toHaveLength(4);
  // A scaler that has just started has not wanted anything.
  expect(run.of("scaled").every(({ desired }) => desired > 0)).toBe(true);
});

test("of two scalers of a host one acts; when it is killed, one acts again", async () => {
  const { gateway, run } = await startDev("--min", "1", "--max", "3", "--target", "2");
  const first = run.of("scaler_started")[0]?.pid as number;
  // The same command once more, at another port.
  const { stdout } = await promisify(execFile)("ps", ["-ww", "-o", "args=", "-p", String(first)]);
  const [entry = "", , file = ""] = stdout.trim().split(" ").slice(1);
  const other = spawn(process.execPath, [entry, "--config", file, "--port", "0", "--log-level", "info"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void other.kill("SIGKILL"));
  let log = "";
  other.stdout.on("data", (chunk: Buffer) => (log += chunk.toString()));
  const port = await waitFor(() => /"port":(\d+),"msg":"listening"/.exec(log)?.[1]);
  const otherUrl = `http://127.0.0.1:${port}`;
  const { scaler } = await run.event("addresses");
  /** Whether each of both leads; `undefined` for one that does not answer. */
  const leaders = (): Promise<(boolean | undefined)[]> =>
    Promise.all(
      [scaler, otherUrl].map(async (url) => {
        const answer = await fetch(`${url}/v1/pools`).catch(() => undefined);
        return ((await answer?.json()) as { leader: boolean } | undefined)?.leader;
      }),
    );
  expect(await leaders()).toEqual([true, false]);

  process.kill(first, "SIGKILL");
  // The one that stands by leads next, unless the one that is started again is faster.
  await waitFor(async () => (await leaders()).includes(true));
  const [client] = await connectClients(gateway, 4);
  await openPods(run, 2);
  const both = await waitFor(async () => {
    const found = await leaders();
    return !found.includes(undefined) && found;
  });
  expect(both.filter((isLeader) => isLeader)).toHaveLength(1);
  expect(new Set(run.of("pod_starting").map(({ job }) => job)).size).toBe(2);
  expect(client?.cut).toBe(false);
});

test("a pool goes to zero, and the first client brings it back", async () => {
  const { gateway, run } = await startDev("--min", "0", "--max", "1", "--target", "5");
  await waitFor(() => newestStatus(run)?.pods.length === 0);
  const [client] = await connectClients(gateway, 1);
  await run.event("pod_open", ({ podId }) => podId === client?.podId);
  client?.leave();
  await waitFor(() => newestStatus(run)?.pods.length === 0);
});

test("every process that is told of ends with the program", async () => {
  const { run } = await startDev("--pods", "2");
  expect(run.pids().every((pid) => isRunning(pid))).toBe(true);
  run.signal("SIGKILL");
  await waitFor(() => run.pids().every((pid) => !isRunning(pid)));
});
