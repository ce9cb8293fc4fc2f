import { mkdir, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createTeardown } from "../stack/teardown.ts";
import { findRunning, noteRunning } from "../running/running-stacks.ts";
import { temporaryDirectory } from "../testing/temporary-directory.ts";
import { findPool } from "./find-scaler.ts";

const stack = (pool: string, pid = process.pid) => ({
  pid,
  pool,
  scaler: "http://127.0.0.1:1",
  gateway: "http://127.0.0.1:2",
});

async function setUp(...pools: string[]) {
  const directory = await temporaryDirectory();
  const notes = join(directory, "fairlead", "dev");
  await mkdir(notes, { recursive: true });
  for (const [index, pool] of pools.entries())
    await writeFile(join(notes, `${index}.json`), JSON.stringify(stack(pool)));
  return { environment: { XDG_RUNTIME_DIR: directory }, notes };
}

/** A scaler that knows these pools. */
async function serveScaler(...pools: string[]): Promise<string> {
  const server = createServer((_, response) => response.end(JSON.stringify({ leader: true, pools })));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test("a stack is found while it runs, and forgotten with its teardown", async () => {
  const { environment, notes } = await setUp();
  const teardown = createTeardown();
  await noteRunning(stack("default/app"), environment, teardown);
  expect(await findRunning(environment)).toEqual([stack("default/app")]);
  expect((await findPool({}, environment)).pool).toBe("default/app");
  await teardown.stop();
  expect(await readdir(notes)).toEqual([]);
});

test("what a killed program or somebody else has left is removed", async () => {
  const { environment, notes } = await setUp("default/app");
  // Process numbers end below 2^22 on Linux and macOS.
  await writeFile(join(notes, "99999999.json"), JSON.stringify(stack("default/old", 99_999_999)));
  await writeFile(join(notes, "x.json"), "{");
  expect(await findRunning(environment)).toEqual([stack("default/app")]);
  expect(await readdir(notes)).toEqual(["0.json"]);
});

test("without a stack that runs, it is said what to do", async () => {
  await expect(findPool({}, (await setUp()).environment)).rejects.toMatchObject({
    code: "no_scaler",
    message: expect.stringContaining("--scaler URL"),
  });
});

test("of several that run all are named, and one is chosen by its pool", async () => {
  const { environment } = await setUp("default/app", "default/chat");
  const several = await findPool({}, environment).catch((error: unknown) => error as Error);
  for (const part of ["default/app", "default/chat", "--in POOL"])
    expect((several as Error).message).toContain(part);
  expect((await findPool({ pool: "chat" }, environment)).pool).toBe("default/chat");
  await expect(findPool({ pool: "game" }, environment)).rejects.toMatchObject({
    message: expect.stringMatching(/There is no pool game[^]*default\/app/),
  });
});

test("a scaler that is named is asked for its pools", async () => {
  const one = await serveScaler("default/chat");
  expect((await findPool({ scaler: one }, {})).pool).toBe("default/chat");
  const two = await serveScaler("default/chat", "default/game");
  await expect(findPool({ scaler: two }, {})).rejects.toMatchObject({
    message: expect.stringContaining("default/game"),
  });
  expect((await findPool({ scaler: two, pool: "game" }, {})).pool).toBe("default/game");
  await expect(findPool({ scaler: "http://127.0.0.1:1" }, {})).rejects.toMatchObject({
    code: "no_scaler",
    message: expect.stringContaining("http://127.0.0.1:1"),
  });
});
