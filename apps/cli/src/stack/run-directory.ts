import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasEnded } from "../process/has-ended.ts";
import type { Teardown } from "./teardown.ts";

const PREFIX = "fairlead-run-";
const REMOVE = { recursive: true, force: true };

/** Removes what runs that were killed have left in a directory of temporary files. */
export async function removeAbandoned(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? [];
    // Another user's directory is that user's to remove.
    if (pid !== undefined && hasEnded(Number(pid))) await rm(join(temporary, name), REMOVE).catch(() => {});
  }
}

/** Makes the directory in which a stack keeps its files until its teardown. */
export async function createRunDirectory(teardown: Teardown, temporary = tmpdir()): Promise<string> {
  await removeAbandoned(temporary);
  const directory = await mkdtemp(join(temporary, `${PREFIX}${process.pid}-`));
  teardown.add({ stop: () => rm(directory, REMOVE), kill: () => rmSync(directory, REMOVE) });
  return directory;
}
