import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isRunning, until } from "@fairlead/test-support";
import { createPart } from "./part.ts";

let directory: string;
beforeEach(async () => (directory = await mkdtemp(join(tmpdir(), "fairlead-part-"))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const part = (script: string, isReady: () => Promise<boolean>) =>
  createPart({
    name: "part",
    command: ["/bin/sh", "-c", script],
    environment: process.env,
    directory,
    isReady,
  });

describe("createPart", () => {
  it("starts, is killed and starts again, with one log of all its lives", async () => {
    const log = () => readFile(join(directory, "part.log"), "utf8").catch(() => "");
    const one = part("echo alive; exec sleep 600", async () => (await log()).includes("alive"));
    await one.start();
    const pid = one.pid ?? 0;
    expect(isRunning(pid)).toBe(true);
    await one.kill();
    expect(isRunning(pid)).toBe(false);
    expect(one.pid).toBeUndefined();
    await one.start();
    await until("both lives are in the log", async () => (await log()) === "alive\nalive\n");
    await one.kill();
  });

  it("says what a part wrote that ends before it is ready", async () => {
    const one = part("echo no database >&2; exit 3", () => Promise.resolve(false));
    await expect(one.start()).rejects.toThrow("part ended with exit code 3. Its last lines:\nno database");
  });
});
