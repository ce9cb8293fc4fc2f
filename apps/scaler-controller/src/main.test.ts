import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "@fairlead/test-support";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { HELP } from "./configuration/read-command-line.ts";
import { servePodHost, type ServedPodHost } from "./local/host-api/serve-pod-host.ts";
import { openSession } from "./testing/client.ts";
import { startHost, type Host } from "./testing/start-host.ts";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const children: ChildProcess[] = [];
let directory: string;
let host: Host | undefined;
let served: ServedPodHost | undefined;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "scaler-main-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await served?.close();
  await host?.close();
  host = undefined;
  served = undefined;
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
}
const logged = (text: string, message: string): Line | undefined =>
  text
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
    .find(({ msg }) => msg === message);
const listening = ({ output }: ReturnType<typeof run>): Promise<Line> =>
  until("the scaler listens", () => logged(output.out, "listening"));

/** A host with pods to be, served as `fairlead dev` serves one, and the configuration of its scalers. */
async function startServedHost(minReplicas = 2): Promise<Host> {
  host = await startHost({ scaling: { minReplicas, maxReplicas: 4, targetClientsPerPod: 2 } });
  served = await servePodHost(host.podHost, join(directory, "host.sock"));
  await writeFile(
    join(directory, "scaler.json"),
    JSON.stringify({
      listen: { host: "127.0.0.1", port: 0 },
      world: {
        kind: "local",
        socket: "host.sock",
        lookup: { endpoint: host.lookupEndpoint, snapshotMaxAgeMs: 500 },
        spec: {
          picking: { leaseSeconds: 1, reportMaxAgeSeconds: 2 },
          scaling: {
            minReplicas,
            maxReplicas: 4,
            targetClientsPerPod: 2,
            behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
          },
        },
      },
      leadership: { leaseMs: 1_000 },
      reconcile: { intervalMs: 100 },
      starting: { backOffBaseMs: 100 },
      logLevel: "debug",
    }),
  );
  return host;
}

interface Shown {
  readonly leader: boolean;
  readonly counts: { readonly open: number };
  readonly pods: readonly { readonly podId: string; readonly endpoint: string }[];
}
const shown = async (port: number): Promise<Shown> =>
  (await (await fetch(`http://127.0.0.1:${port}/v1/pools/default/chat`)).json()) as Shown;
const openPods = (port: number, count: number): Promise<Shown> =>
  until(`${count} pods are open`, async () => {
    const pool = await shown(port);
    return pool.counts.open === count && pool.pods.length === count && pool;
  });

describe("the command line", () => {
  it("prints help and version", async () => {
    expect(await run(["--help"]).ended).toMatchObject({ out: HELP, error: "", code: 0 });
    expect(await run(["--version"]).ended).toMatchObject({ out: `${packageJson.version}\n`, code: 0 });
  });

  it("names every fault of the configuration at once, and exits with 2", async () => {
    await writeFile(
      join(directory, "scaler.yaml"),
      "world: { kind: local, socket: s, podNamePrefix: Chat, lookup: { endpoint: nowhere } }\nreconsile: {}\n",
    );
    const { code, error, out } = await run(["--config", "scaler.yaml", "--log-level", "loud"]).ended;
    expect([out, code]).toEqual(["", 2]);
    expect(error).toContain("The configuration has 4 faults.");
    for (const part of [
      'world.podNamePrefix = "Chat"',
      "world.lookup.endpoint",
      "Mend: write reconcile",
      "flag --log-level",
    ])
      expect(error).toContain(part);
  });

  it("says that there is no host of pods, and where it looked", async () => {
    await writeFile(
      join(directory, "scaler.yaml"),
      "world: { kind: local, socket: nobody.sock, lookup: { endpoint: 127.0.0.1:1 } }\n",
    );
    const { code, error } = await run(["--config", "scaler.yaml"]).ended;
    expect([error.includes(join(directory, "nobody.sock")), code]).toEqual([true, 2]);
  });

  it("says that the host routes in another way than it is told to", async () => {
    await startServedHost();
    const path = join(directory, "scaler.json");
    const configuration = await readFile(path, "utf8");
    await writeFile(path, configuration.replace('"spec":{', '"spec":{"routing":{"mode":"override-host"},'));
    const { code, error } = await run(["--config", "scaler.json"]).ended;
    expect([error.includes("world.spec.routing.mode"), code]).toEqual([true, 2]);
  });
});

describe("the process", () => {
  it("looks after the pods of a host, and leaves them when it stops", async () => {
    const { gateway, pods } = await startServedHost();
    const scaler = run(["--config", "scaler.json"]);
    const { port } = await listening(scaler);
    await openPods(port, 2);
    const session = await openSession(gateway.address);
    scaler.child.kill("SIGTERM");
    const { code, error } = await scaler.ended;
    expect([error, code]).toEqual(["", 0]);
    expect(pods.jobs()).toHaveLength(2);
    expect(session.cut).toBe(false);
    session.end();
  });

  it("is followed at once by the one that stands by when it is killed; pods and sessions stay", async () => {
    const { gateway } = await startServedHost();
    const first = run(["--config", "scaler.json"]);
    const before = await openPods((await listening(first)).port, 2);
    const session = await openSession(gateway.address);
    const second = run(["--config", "scaler.json"]);
    const { port } = await listening(second);
    expect((await shown(port)).leader).toBe(false);

    first.child.kill("SIGKILL");
    await first.ended;
    await until("the second leads", async () => (await shown(port)).leader);
    const after = await openPods(port, 2);
    expect(after.pods.map(({ podId }) => podId)).toEqual(before.pods.map(({ podId }) => podId));
    expect(session.cut).toBe(false);
    session.end();
  });

  it("never acts while another leads, and stops acting when it comes to after a hang", async () => {
    const { podHost } = await startServedHost(1);
    const first = run(["--config", "scaler.json"]);
    const { port: firstPort } = await listening(first);
    await openPods(firstPort, 1);
    const second = run(["--config", "scaler.json"]);
    const { port } = await listening(second);
    first.child.kill("SIGSTOP");
    await until("the second leads", async () => (await shown(port)).leader);
    await openPods(port, 1);
    first.child.kill("SIGCONT");
    await until("the first has noticed", async () => !(await shown(firstPort)).leader);
    expect((await shown(port)).leader).toBe(true);
    expect(podHost.current()).toHaveLength(1);
  });

  it("ends when another host has taken the place of its own", async () => {
    const { podHost } = await startServedHost(1);
    const scaler = run(["--config", "scaler.json"]);
    await listening(scaler);
    await served?.close();
    const { description } = podHost;
    const other = { ...podHost, description: { ...description, hostId: "another" } };
    served = await servePodHost(other, join(directory, "host.sock"));
    expect((await scaler.ended).code).toBe(1);
    expect(scaler.output.out).toContain("has taken the place");
  });
});
