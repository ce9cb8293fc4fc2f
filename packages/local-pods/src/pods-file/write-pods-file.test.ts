import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { podsFileSchema } from "@fairlead/routing-schema";
import { expect, onTestFinished, test } from "vitest";
import { writePodsFile } from "./write-pods-file.ts";

test("the file fits its contract, is replaced as a whole, and nothing else is left", async () => {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-pods-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, "pods.json");
  await writePodsFile(path, {
    pools: { "default/chat": [{ podId: "chat-1-x7k4q", endpoint: "127.0.0.2:20001" }] },
  });
  await writePodsFile(path, { pools: { "default/chat": [] } });
  expect(podsFileSchema.parse(JSON.parse(await readFile(path, "utf8")))).toEqual({
    pools: { "default/chat": [] },
  });
  expect(await readdir(directory)).toEqual(["pods.json"]);
});
