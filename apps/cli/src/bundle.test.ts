import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { runCli } from "./testing/run-cli.ts";

const here = fileURLToPath(new URL("..", import.meta.url));
const server = fileURLToPath(new URL("testing/server.ts", import.meta.url));
const tsdown = join(dirname(createRequire(import.meta.url).resolve("tsdown/package.json")), "dist/run.mjs");

test("what is published runs from anywhere, with nothing beside it", async () => {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-bundle-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  await promisify(execFile)(process.execPath, [tsdown, "--out-dir", directory], { cwd: here });
  expect((await readdir(directory)).toSorted()).toEqual(["main.mjs", "page", "parts"]);

  const entry = join(directory, "main.mjs");
  const options = { entry, workingDirectory: directory };
  const version = runCli(["--version"], options);
  expect(await version.exited).toEqual({ code: 0, signal: null });
  expect(version.stdout()).toBe(`${packageJson.version}\n`);

  // The Kubernetes client is in it, and is loaded by what asks a cluster.
  const status = runCli(["status", "--kubeconfig", "missing", "--output", "json"], options);
  expect(await status.exited).toEqual({ code: 2, signal: null });
  expect(status.of("error")).toMatchObject([{ code: "cluster_unknown" }]);

  const run = runCli(["dev", "--port", "0", "--output", "json", "--", process.execPath, server], options);
  await run.event("all_open");
  const { gateway } = await run.event("addresses");
  const answer = await fetch(gateway);
  expect(answer.headers.get("x-fairlead-pod-id")).toBe(answer.headers.get("x-served-by"));

  const chat = runCli(["demo", "--output", "json"], options);
  await chat.event("all_open");
  const page = await fetch((await chat.event("addresses")).gateway);
  expect(await page.text()).toContain("<html");
});
