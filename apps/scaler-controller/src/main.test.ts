import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  createFileSource,
  createLookupService,
  parseLookupConfiguration,
  type LookupService,
} from "@fairlead/lookup-service";
import { isRunning, until } from "@fairlead/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { HELP } from "./configuration/read-command-line.ts";
import { openSession } from "./testing/client.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const pod = fileURLToPath(new URL("testing/session-pod.ts", import.meta.url));
const children: ChildProcess[] = [];
let directory: string;
let lookup: LookupService | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "scaler-main-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await lookup?.stop();
  lookup = undefined;
  await rm(directory, { recursive: true, force: true });
});

function run(args: readonly string[], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: directory,
    env: { ...process.env, ...variables },
  });
  children.push(child);
  const output = { out: "", error: "", code: undefined as number | null | undefined };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.error += text));
  const ended = new Promise<typeof output>((resolve) =>
    child.on("close", (code) => resolve(Object.assign(output, { code }))),
  );
  return { child, output, ended };
}

interface Line {
  readonly msg: string;
  readonly port: number;
  readonly gateway: string;
}
const logged = (text: string, message: string): Line | undefined =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
    .find(({ msg }) => msg === message);
const listening = ({ output }: ReturnType<typeof run>): Promise<Line> =>
  until("the scaler listens", () => logged(output.out, "listening"));

async function writeConfiguration(): Promise<void> {
  lookup = createLookupService({
    source: createFileSource({ path: join(directory, "pods.json"), pollIntervalMs: 50 }),
    configuration: parseLookupConfiguration({
      listen: { host: "127.0.0.1", port: 0 },
      stop: { drainMs: 0, timeoutMs: 0 },
    }),
  });
  const { port } = await lookup.listen();
  const configuration = {
    listen: { host: "127.0.0.1", port: 0 },
    world: {
      kind: "local",
      pool: "default/chat",
      command: [process.execPath, pod],
      podsFile: "pods.json",
      statusFile: "status.json",
      lockFile: "scaler.lock",
      stopGraceMs: 200,
      lookup: { endpoint: `127.0.0.1:${port}` },
      spec: { scaling: { minReplicas: 2 } },
    },
    leadership: { leaseMs: 1_000 },
    reconcile: { intervalMs: 100 },
    logLevel: "debug",
  };
  await writeFile(join(directory, "scaler.json"), JSON.stringify(configuration));
}

interface Shown {
  readonly counts: { readonly open: number };
  readonly pods: readonly { readonly podId: string; readonly endpoint: string }[];
}
const shown = async (port: number): Promise<Shown> =>
  (await (await fetch(`http://127.0.0.1:${port}/v1/pools/default/chat`)).json()) as Shown;
const bothOpen = (port: number): Promise<Shown> =>
  until("both pods are open", async () => {
    const pool = await shown(port);
    return pool.counts.open === 2 && pool;
  });

describe("the command line", () => {
  it("prints help and version", async () => {
    expect(await run(["--help"]).ended).toMatchObject({ out: HELP, error: "", code: 0 });
    expect(await run(["--version"]).ended).toMatchObject({ out: `${packageJson.version}\n`, code: 0 });
  });

  it("names every fault of the configuration at once, and exits with 2", async () => {
    await writeFile(
      join(directory, "scaler.yaml"),
      "world: { kind: local, pool: chat, command: [], podsFile: p, statusFile: s, lockFile: l, lookup: { endpoint: nowhere } }\nreconsile: {}\n",
    );
    const { code, error, out } = await run(["--config", "scaler.yaml", "--log-level", "loud"]).ended;
    expect([out, code]).toEqual(["", 2]);
    expect(error).toContain("The configuration has 5 faults.");
    for (const part of [
      'scaler.yaml:1:29  world.pool = "chat"',
      "world.command",
      "world.lookup.endpoint",
      "Mend: write reconcile",
      "flag --log-level",
    ])
      expect(error).toContain(part);
  });

  it("says which command does not exist, and exits with 2", async () => {
    await writeConfiguration();
    const path = join(directory, "scaler.json");
    const configuration = JSON.parse(await readFile(path, "utf8")) as { world: { command: string[] } };
    configuration.world.command = ["no-such-server"];
    await writeFile(path, JSON.stringify(configuration));
    const { code, error } = await run(["--config", "scaler.json"]).ended;
    expect([error.includes('There is no command "no-such-server" in PATH'), code]).toEqual([true, 2]);
  });
});

describe("the process", () => {
  it("runs a pool, and ends it on SIGTERM", async () => {
    await writeConfiguration();
    const scaler = run(["--config", "scaler.json"]);
    const { gateway, port } = await listening(scaler);
    await bothOpen(port);
    const session = await openSession(gateway);
    expect((await shown(port)).pods.map(({ podId }) => podId)).toContain(session.podId);
    session.end();
    scaler.child.kill("SIGTERM");
    const { code, error } = await scaler.ended;
    expect([error, code]).toEqual(["", 0]);
    expect(JSON.parse(await readFile(join(directory, "status.json"), "utf8"))).toMatchObject({
      pool: { desiredReplicas: 2 },
    });
  });

  it("is followed by the one that stands by, when it is killed", async () => {
    await writeConfiguration();
    const first = run(["--config", "scaler.json"]);
    const before = await bothOpen((await listening(first)).port);
    const second = run(["--config", "scaler.json"]);
    await until("the second stands by", () =>
      logged(second.output.out, "standing by until this process leads"),
    );
    expect(logged(second.output.out, "listening")).toBeUndefined();

    first.child.kill("SIGKILL");
    await first.ended;
    const { gateway, port } = await listening(second);
    const after = await bothOpen(port);
    expect(isRunning(first.child.pid as number)).toBe(false);
    const old = new Set(before.pods.map(({ podId }) => podId));
    expect(after.pods.filter(({ podId }) => old.has(podId))).toEqual([]);
    const session = await openSession(gateway);
    expect(after.pods.map(({ podId }) => podId)).toContain(session.podId);
    session.end();
    second.child.kill("SIGTERM");
    expect((await second.ended).code).toBe(0);
  });
});
