import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { HELP } from "./configuration/read-command-line.ts";
import { waitFor } from "@fairlead/test-support";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const children: ChildProcess[] = [];
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lookup-service-"));
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(directory, { recursive: true });
});

function run(args: readonly string[], variables: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    cwd: directory,
    env: { PATH: process.env["PATH"], ...variables },
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

const logged = (text: string, message: string): Record<string, unknown> | undefined =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .find(({ msg }) => msg === message);

describe("the command line", () => {
  it("prints help and version", async () => {
    expect(await run(["--help"]).ended).toMatchObject({ out: HELP, error: "", code: 0 });
    expect(await run(["--version"]).ended).toMatchObject({ out: `${packageJson.version}\n`, code: 0 });
  });

  it("names every fault of the configuration at once, and exits with 2", async () => {
    await writeFile(
      join(directory, "service.yaml"),
      "listen:\n  port: eighty\nsource: { kind: file, path: pods.yaml }\ncolection: {}\ncollection: { minIntervalMs: 500, maxIntervalMs: 100 }\n",
    );
    const { error, out, code } = await run(["--config", "service.yaml", "--log-level", "loud"], {
      FAIRLEAD_LOOKUP_STOP_DRAIN_MS: "-1",
    }).ended;
    expect([out, code]).toEqual(["", 2]);
    expect(error).toMatchInlineSnapshot(`
      "The configuration has 5 faults.

      service.yaml:2:9  listen.port = "eighty"
        Invalid input: expected number, received string
        Mend: write an integer from 0 to 65535 (0 takes a free port), or set FAIRLEAD_LOOKUP_LISTEN_PORT or --port.

      service.yaml:5:50  collection.maxIntervalMs = 100
        must not be smaller than minIntervalMs
        Mend: write a number from 20 to 600000 (Between two reads of an idle pod), or set FAIRLEAD_LOOKUP_COLLECTION_MAX_INTERVAL_MS.

      environment variable FAIRLEAD_LOOKUP_STOP_DRAIN_MS  stop.drainMs = -1
        Too small: expected number to be >=0
        Mend: set FAIRLEAD_LOOKUP_STOP_DRAIN_MS to a number from 0 to 600000 (How long readiness says no before the port closes).

      flag --log-level  logLevel = "loud"
        Invalid option: expected one of "debug"|"info"|"warn"|"error"|"silent"
        Mend: give --log-level one of debug, info, warn, error, silent.

      service.yaml:4:1  colection
        unknown key; remove it or correct its spelling
        Mend: write collection, or remove it.
      "
    `);
  });

  it.each([
    ["an unknown flag", ["--prot", "1"], "--help lists the options"],
    ["a missing file", ["--config", "none.yaml"], "none.yaml cannot be read"],
    ["no pods", [], "--pods"],
    ["a kubeconfig that is not there", ["--config", "kubernetes.yaml"], "kubeconfig.yaml"],
    [
      "an address that this machine does not have",
      ["--pods", "p.yaml", "--host", "203.0.113.1", "--port", "0"],
      "listen.host",
    ],
  ])("exits with 2 on %s", async (_, args, text) => {
    const source = "source: { kind: kubernetes, kubeconfig: kubeconfig.yaml }\n";
    await writeFile(join(directory, "kubernetes.yaml"), source);
    const { error, code } = await run(args).ended;
    expect(code).toBe(2);
    expect(error).toContain(text);
    expect(error).not.toContain("    at ");
  });
});

describe("the process", () => {
  it("loads nothing that speaks with Kubernetes while its pods come from a file", async () => {
    const hook = `import { registerHooks } from "node:module";
      registerHooks({
        resolve(specifier, context, next) {
          if (/client-node|controller-kit/.test(specifier)) console.error(specifier);
          return next(specifier, context);
        },
      });`;
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(hook)}`;
    const { child, output, ended } = run(["--pods", "pods.yaml", "--host", "127.0.0.1", "--port", "0"], {
      NODE_OPTIONS,
      FAIRLEAD_LOOKUP_STOP_DRAIN_MS: "0",
    });
    await waitFor(() => logged(output.out, "listening") !== undefined);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ error: "", code: 0 });
    const kubernetes = { NODE_OPTIONS, FAIRLEAD_LOOKUP_SOURCE_KIND: "kubernetes" };
    const refused = await run([], { ...kubernetes, FAIRLEAD_LOOKUP_SOURCE_KUBECONFIG: "none.yaml" }).ended;
    expect(refused.error).toContain("@kubernetes/client-node");
  });

  it("says where it listens, becomes ready with its pods, drains on SIGTERM, and exits with 0", async () => {
    const { child, output, ended } = run(["--pods", "pods.yaml", "--host", "127.0.0.1", "--port", "0"], {
      FAIRLEAD_LOOKUP_STOP_DRAIN_MS: "300",
      FAIRLEAD_LOOKUP_TYPO: "1",
    });
    await waitFor(() => logged(output.out, "listening") !== undefined);
    const { host, port } = logged(output.out, "listening") ?? {};
    const base = `http://${String(host)}:${String(port)}`;
    const status = async (path: string) => (await fetch(base + path)).status;
    expect(logged(output.out, "environment variable sets nothing")).toMatchObject({
      variable: "FAIRLEAD_LOOKUP_TYPO",
    });
    expect([await status("/livez"), await status("/readyz")]).toEqual([200, 503]);

    await writeFile(
      join(directory, "pods.yaml"),
      "pools:\n  default/chat:\n    - { podId: chat-1, endpoint: 127.0.0.1:9 }\n",
    );
    await waitFor(async () => (await status("/readyz")) === 200);
    expect(await (await fetch(`${base}/pod-lookup?pool=default%2Fchat`)).text()).toBe("chat-1");

    const events = await fetch(`${base}/v1/events`);
    child.kill("SIGTERM");
    await waitFor(() => logged(output.out, "stopping") !== undefined);
    expect([await status("/readyz"), await status("/pod-lookup")]).toEqual([503, 200]);
    expect(await events.text()).toContain("chat-1");
    expect(await ended).toMatchObject({ code: 0, error: "" });
    expect(logged(output.out, "stopped")).toBeDefined();
  });
});
