import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isRunning } from "@fairlead/test-support";
import { expect, onTestFinished, test } from "vitest";
import { startGuardedProcess } from "./guarded-process.ts";

const start = (script: string, temporaryDirectory?: string) =>
  startGuardedProcess({ path: "/bin/sh", parameters: ["-c", script], temporaryDirectory });

test("gives the pid, the exit code and the log of the process itself", async () => {
  const child = await start("echo $$ >&2; exit 7");
  expect(await child.exited).toEqual({ code: 7, signal: null });
  expect(child.log.lines()).toEqual([String(child.pid)]);
});

test("gives the signal that ended it, and ends its guard with it", async () => {
  const child = await start("exec sleep 1000");
  expect(isRunning(child.pid)).toBe(true);
  child.kill("SIGTERM");
  // Settles only when the guard has closed its end of the socket.
  expect(await child.exited).toEqual({ code: null, signal: "SIGTERM" });
  child.kill("SIGTERM");
});

test("a process that ends by itself keeps its directory", async () => {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-test-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const child = await start("exit 0", directory);
  await child.exited;
  expect(await readdir(directory)).toEqual([]);
});

test("parameters are handed over as they are", async () => {
  const odd = ["a b", "$HOME", "'", "", "*"];
  const child = await startGuardedProcess({
    path: "/bin/sh",
    parameters: ["-c", 'for p in "$@"; do echo "[$p]" >&2; done', "sh", ...odd],
    temporaryDirectory: undefined,
  });
  await child.exited;
  expect(child.log.lines()).toEqual(odd.map((text) => `[${text}]`));
});
