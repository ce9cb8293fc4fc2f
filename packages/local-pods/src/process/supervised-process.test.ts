import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { isRunning, waitFor } from "@fairlead/test-support";
import { afterEach, describe, expect, test } from "vitest";
import { startSupervisedProcess, type SupervisedProcess } from "./supervised-process.ts";

const running: SupervisedProcess[] = [];
afterEach(() => {
  for (const process of running.splice(0)) process.kill();
});

async function start(script: string): Promise<{ process: SupervisedProcess; lines: string[] }> {
  const lines: string[] = [];
  const supervised = await startSupervisedProcess({
    path: "/bin/sh",
    parameters: ["-c", script],
    environment: { ...process.env, GREETING: "ahoy" },
    onLine: (line, stream) => lines.push(`${stream}: ${line}`),
  });
  running.push(supervised);
  return { process: supervised, lines };
}

const pidIn = (lines: readonly string[], name: string): number | undefined => {
  const line = lines.find((text) => text.includes(`${name} `));
  return line === undefined ? undefined : Number(line.split(" ").at(-1));
};

describe("a supervised process", () => {
  test("has its environment, gives its lines and its exit code", async () => {
    const { process, lines } = await start('echo "$GREETING"; echo oh >&2; printf unfinished; exit 7');
    expect(await process.exited).toEqual({ code: 7, signal: null });
    expect(lines.toSorted()).toEqual(["stderr: oh", "stdout: ahoy", "stdout: unfinished"]);
  });

  test("has the process id that it sees itself", async () => {
    const { process, lines } = await start("echo self $$; exec sleep 60");
    expect(await waitFor(() => pidIn(lines, "self"))).toBe(process.pid);
  });

  test("is told SIGTERM, and may end in its own way", async () => {
    const { process, lines } = await start(
      "trap 'echo bye; exit 0' TERM; echo on; while :; do sleep 0.05; done",
    );
    await waitFor(() => lines.length > 0);
    expect(await process.stop({ graceMs: 20_000 })).toEqual({ code: 0, signal: null });
    expect(lines).toContain("stdout: bye");
  });

  test("is killed when it does not end in time", async () => {
    const { process, lines } = await start("trap '' TERM; echo on; while :; do sleep 0.05; done");
    await waitFor(() => lines.length > 0);
    expect(await process.stop({ graceMs: 50 })).toEqual({ code: null, signal: "SIGKILL" });
  });

  test("leaves no child behind when it ends", async () => {
    const { process, lines } = await start("sleep 60 & echo child $!; exit 0");
    await process.exited;
    const child = await waitFor(() => pidIn(lines, "child"));
    await waitFor(() => !isRunning(child));
  });

  test("has no child of ours to wait for", async () => {
    const { process, lines } = await start(
      'wait; exec python3 -c "import os\ntry:\n  os.wait()\nexcept ChildProcessError:\n  print(0)"',
    );
    await process.exited;
    expect(lines).toEqual(["stdout: 0"]);
  });

  test("can be stopped and killed after its end", async () => {
    const { process } = await start("exit 0");
    await process.exited;
    process.kill();
    expect(await process.stop({ graceMs: 0 })).toEqual({ code: 0, signal: null });
  });

  test.for([
    ["SIGKILL", "exec sleep 60"],
    ["SIGTERM", "trap '' TERM; while :; do sleep 0.05; done"],
  ] as const)("ends with its children when its starter dies by %s", async ([signal, script]) => {
    const starter = spawn(
      process.execPath,
      [
        fileURLToPath(new URL("../testing/supervisor.ts", import.meta.url)),
        "/bin/sh",
        "-c",
        `sleep 60 & echo child $!; ${script}`,
      ],
      { stdio: ["ignore", "pipe", "inherit"] },
    );
    let output = "";
    starter.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const lines = (): string[] => output.split("\n").slice(0, -1);
    const child = await waitFor(() => pidIn(lines(), "child"));
    const pid = await waitFor(() => pidIn(lines(), "pid"));
    expect([isRunning(child), isRunning(pid)]).toEqual([true, true]);

    starter.kill(signal);

    await waitFor(() => !isRunning(pid) && !isRunning(child));
  });
});
