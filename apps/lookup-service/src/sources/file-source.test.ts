import { mkdir, mkdtemp, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FairleadError } from "@fairlead/routing-schema";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { waitFor } from "@fairlead/test-support";
import { createFileSource } from "./file-source.ts";
import type { PodSource, SourcePools } from "./pod-source.ts";

let directory: string;
let path: string;
let source: PodSource | undefined;
let told: SourcePools[];
let faults: FairleadError[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "file-source-"));
  path = join(directory, "pods.yaml");
  told = [];
  faults = [];
});
afterEach(async () => {
  await source?.stop();
  await rm(directory, { recursive: true, force: true });
});

async function start(file = path): Promise<void> {
  source = createFileSource({ path: file, pollIntervalMs: 20 });
  await source.start({
    pods: (pools) => told.push(pools),
    fault: (error) => faults.push(error),
    setback: () => {},
  });
}

const text = (...podIds: string[]) =>
  JSON.stringify({ pools: { "default/chat": podIds.map((podId) => ({ podId, endpoint: "10.0.0.1:80" })) } });
const podIds = () =>
  told
    .at(-1)
    ?.get("default/chat")
    ?.pods.map(({ podId }) => podId)
    .join(" ");

describe("the file source", () => {
  it("tells the pods when it starts, and nothing more while nothing changes", async () => {
    await writeFile(path, text("a", "b"));
    await start();
    expect(podIds()).toBe("a b");
    await writeFile(join(directory, "neighbour"), "x");
    await writeFile(path, text("c"));
    await waitFor(() => podIds() === "c");
    expect(told).toHaveLength(2);
  });

  it("tells the revision that the file says it has", async () => {
    const revisions: (number | undefined)[] = [];
    await writeFile(path, JSON.stringify({ revision: 7, pools: {} }));
    source = createFileSource({ path, pollIntervalMs: 20 });
    await source.start({
      pods: (_, revision) => revisions.push(revision),
      fault: () => {},
      setback: () => {},
    });
    await writeFile(path, JSON.stringify({ pools: {} }));
    await waitFor(() => revisions.length === 2);
    expect(revisions).toEqual([7, undefined]);
  });

  it("follows writes in place, and replacements by rename, again and again", async () => {
    await writeFile(path, text("a"));
    await start();
    for (let round = 0; round < 5; round += 1) {
      await writeFile(path, text(`written-${round}`));
      await waitFor(() => podIds() === `written-${round}`);
      await writeFile(join(directory, "next"), text(`renamed-${round}`));
      await rename(join(directory, "next"), path);
      await waitFor(() => podIds() === `renamed-${round}`);
    }
  });

  it("follows a swapped directory link, as in a mounted ConfigMap", async () => {
    for (const version of ["one", "two"]) {
      await mkdir(join(directory, version));
      await writeFile(join(directory, version, "pods.yaml"), text(version));
    }
    await symlink("one", join(directory, "..data"));
    await symlink("..data/pods.yaml", path);
    await start();
    expect(podIds()).toBe("one");
    await symlink("two", join(directory, "..next"));
    await rename(join(directory, "..next"), join(directory, "..data"));
    await waitFor(() => podIds() === "two");
  });

  it("waits for a file, and even a directory, that is not there yet", async () => {
    const late = join(directory, "late", "pods.yaml");
    await start(late);
    expect(told).toEqual([]);
    expect(faults).toMatchObject([{ code: "configuration_unreadable" }]);
    await mkdir(join(directory, "late"));
    await writeFile(late, text("a"));
    await waitFor(() => podIds() === "a");
  });

  it("tells what is wrong with the content, once, and nothing else", async () => {
    await writeFile(path, text("a"));
    await start();
    await writeFile(path, 'pools:\n  default/chat:\n    - { podId: "A B", endpoint: "localhost:80" }\n');
    await waitFor(() => faults.length > 0);
    expect(faults[0]).toMatchObject({
      code: "configuration_invalid",
      message: expect.stringContaining(`${path}:3:`),
    });
    await writeFile(path, text("b"));
    await waitFor(() => podIds() === "b");
    expect([told.length, faults.length]).toEqual([2, 1]);
  });

  it.each([
    ["an empty file", ""],
    ["a file cut short", text("a", "b").slice(0, -20)],
    ["a pod that is listed twice", text("a", "a")],
    ["an unknown key", "pods: {}"],
  ])("keeps the pods through %s", async (_, content) => {
    await writeFile(path, text("a"));
    await start();
    await writeFile(path, content);
    await waitFor(() => faults.length === 1);
    expect(podIds()).toBe("a");
    await writeFile(path, text("b"));
    await waitFor(() => podIds() === "b");
  });

  it("keeps the pods while the file is gone", async () => {
    await writeFile(path, text("a"));
    await start();
    await unlink(path);
    await waitFor(() => faults.length === 1);
    expect(told).toHaveLength(1);
    await writeFile(path, text("a", "b"));
    await waitFor(() => podIds() === "a b");
  });

  it("tells nothing after it was stopped", async () => {
    await writeFile(path, text("a"));
    await start();
    await source?.stop();
    await writeFile(path, text("b"));
    await start();
    expect(told).toHaveLength(2);
  });
});
