import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findCommand } from "./find-command.ts";

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "fairlead-command-"));
  await mkdir(join(directory, "first/serve"), { recursive: true });
  await mkdir(join(directory, "second"));
  await writeFile(join(directory, "first/notes"), "", { mode: 0o644 });
  await writeFile(join(directory, "second/serve"), "", { mode: 0o755 });
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const find = (command: string): Promise<string> =>
  findCommand(command, { searchPath: `first::${directory}/second`, workingDirectory: directory });

test("a name is looked for in PATH; directories and files without the right to run are passed over", async () => {
  expect(await find("serve")).toBe(join(directory, "second/serve"));
});

test("a path is relative to the working directory", async () => {
  expect(await find("./second/serve")).toBe(join(directory, "second/serve"));
});

test.for(["absent", "notes", "./absent", "./first/notes", "/", ""])(
  "%j is not a command, and the message says so",
  async (command) => {
    await expect(find(command)).rejects.toMatchObject({
      code: "command_not_found",
      message: expect.stringContaining(command),
    });
  },
);
