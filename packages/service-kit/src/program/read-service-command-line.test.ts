import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { readServiceCommandLine } from "./read-service-command-line.ts";

const schema = z.strictObject({
  pods: z.string().optional(),
  kind: z.enum(["file", "memory"]),
  listen: z.strictObject({ host: z.string(), port: z.int() }).partial().default({}),
  logLevel: z.string().default("info"),
});

const read = (args: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
  readServiceCommandLine({
    args,
    environment,
    prefix: "EXAMPLE_",
    schema,
    defaults: { kind: "file" },
    flags: { pods: ["pods"] },
    resolvePaths: ({ pods, ...rest }, resolvePath) => ({
      ...rest,
      ...(pods !== undefined && { pods: resolvePath(["pods"], pods) }),
    }),
  });

async function writeConfiguration(text: string) {
  const directory = await mkdtemp(join(tmpdir(), "command-line-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "example.yaml");
  await writeFile(file, text);
  return { directory, file };
}

describe("a command line", () => {
  it.each([
    [["--help"], "help"],
    [["-h"], "help"],
    [["--version", "--port", "none"], "version"],
  ])("of %j asks for %s, whatever is configured", async (args, command) => {
    expect(await read(args, { EXAMPLE_CONFIG: "missing.yaml" })).toEqual({ command });
  });

  it("sets values by the flags of every service and by those of its own", async () => {
    const args = ["--pods", "/pods.yaml", "--host", "::1", "--port", "80", "--log-level", "debug"];
    expect(await read(args)).toEqual({
      command: "run",
      configuration: {
        pods: "/pods.yaml",
        kind: "file",
        listen: { host: "::1", port: 80 },
        logLevel: "debug",
      },
      unknownVariables: [],
    });
  });

  it("takes the file from the variable where no flag names one, and resolves what it holds", async () => {
    const { directory, file } = await writeConfiguration("pods: pods.yaml\nkind: memory\n");
    const environment = { EXAMPLE_CONFIG: file, EXAMPLE_LOG_LEVEL: "warn", EXAMPLE_NONSENSE: "1" };
    expect(await read([], environment)).toEqual({
      command: "run",
      configuration: { pods: join(directory, "pods.yaml"), kind: "memory", listen: {}, logLevel: "warn" },
      unknownVariables: ["EXAMPLE_NONSENSE"],
    });
    const other = await writeConfiguration("logLevel: error\n");
    expect(await read(["--config", other.file], { EXAMPLE_CONFIG: file })).toMatchObject({
      configuration: { kind: "file", logLevel: "error" },
    });
  });

  it.each([[["--nonsense"]], [["positional"]], [["--port"]]])("of %j is refused", async (args) => {
    await expect(read(args)).rejects.toMatchObject({
      code: "configuration_invalid",
      message: expect.stringContaining("\n  Mend: --help lists the options."),
    });
  });
});
