import { rmSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Teardown } from "./teardown.ts";

/** Makes the directory in which a stack keeps its files, until its teardown. */
export async function createRunDirectory(teardown: Teardown): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "fairlead-"));
  const options = { recursive: true, force: true };
  teardown.add({ stop: () => rm(directory, options), kill: () => rmSync(directory, options) });
  return directory;
}
