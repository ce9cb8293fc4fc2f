import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { readConfiguration } from "./read-configuration.ts";

const schema = z.strictObject({ path: z.string().default("a"), port: z.int().default(1) });
let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "configuration-file-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("readConfiguration", () => {
  it("resolves names in the file relative to the file, others to the working directory", async () => {
    const file = join(directory, "service.yaml");
    await writeFile(file, "path: pods.yaml\n");
    const fromFile = await readConfiguration({ schema, file });
    expect(fromFile.resolvePath(["path"], fromFile.configuration.path)).toBe(join(directory, "pods.yaml"));
    const fromFlag = await readConfiguration({
      schema,
      file,
      flags: [{ flag: "--pods", path: ["path"], value: "b.yaml" }],
    });
    expect(fromFlag.resolvePath(["path"], fromFlag.configuration.path)).toBe(resolve("b.yaml"));
  });

  it("says which file is missing", async () => {
    const file = join(directory, "none.yaml");
    await expect(readConfiguration({ schema, file })).rejects.toMatchObject({
      code: "configuration_unreadable",
      message: expect.stringContaining(file),
      details: { reason: "ENOENT" },
    });
  });

  it("does not read a file beyond its limit", async () => {
    const file = join(directory, "large.yaml");
    await writeFile(file, `path: ${"x".repeat(100)}\n`);
    await expect(readConfiguration({ schema, file, maxBytes: 50 })).rejects.toMatchObject({
      code: "configuration_unreadable",
    });
  });

  it("works without a file", async () => {
    const { configuration } = await readConfiguration({
      schema,
      environment: { prefix: "X_", variables: { X_PORT: "7" } },
    });
    expect(configuration).toEqual({ path: "a", port: 7 });
  });
});
