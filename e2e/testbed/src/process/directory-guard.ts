import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A directory that goes with whoever made it. */
export interface GuardedDirectory {
  readonly path: string;
  /** Removes it with all that it holds. */
  remove(): Promise<void>;
}

/**
 * Waits for the end of its input, then removes the directory for as long as a process that ends at
 * the same time may still write into it: the watchdogs of supervised processes take up to six seconds.
 */
const GUARD_SCRIPT = `
trap '' TERM INT HUP
read -r _
seconds=0
while [ $seconds -lt 7 ]; do
  rm -rf -- "$1"
  sleep 1
  seconds=$((seconds + 1))
done
rm -rf -- "$1"
`;

/** The path of a Unix socket has at most 107 bytes; so long may be the directory that those of the test bed are in. */
const MAX_PARENT_LENGTH = 60;

/** Makes a temporary directory that is removed when this process ends, by `kill -9` even. */
export async function createGuardedDirectory(name: string): Promise<GuardedDirectory> {
  const parent = tmpdir().length <= MAX_PARENT_LENGTH ? tmpdir() : "/tmp";
  const path = await mkdtemp(join(parent, `fairlead-${name}-`));
  const guard = spawn("/bin/sh", ["-c", GUARD_SCRIPT, "guard", path], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  const ended = once(guard, "exit");
  guard.unref();
  return {
    path,
    async remove() {
      // In this order a process that is ended meanwhile leaves the rest to the guard.
      await rm(path, { recursive: true, force: true, maxRetries: 10 });
      guard.ref();
      guard.kill("SIGKILL");
      await ended;
    },
  };
}
