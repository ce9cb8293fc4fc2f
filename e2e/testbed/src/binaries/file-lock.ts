import { spawn } from "node:child_process";
import { once } from "node:events";
import { TestbedError } from "./testbed-error.ts";

/**
 * Runs `body` while no other process of this machine holds the lock, waiting for it as long as it
 * takes. The lock is the kernel's: it ends with the process that holds it, however that dies.
 *
 * @throws TestbedError when the lock cannot be had.
 */
export async function withFileLock<Result>(path: string, body: () => Promise<Result>): Promise<Result> {
  // `cat` holds the lock until its input, which only this process can write, ends.
  const holder = spawn("flock", [path, "sh", "-c", "echo locked && cat"], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  let said = "";
  holder.stderr.on("data", (chunk) => (said += String(chunk)));
  const ended = new Promise<void>((resolve) => {
    holder.once("close", () => resolve());
    holder.once("error", () => resolve());
  });
  const locked = await Promise.race([once(holder.stdout, "data").then(() => true), ended.then(() => false)]);
  if (!locked) {
    throw new TestbedError(
      `${path} cannot be locked. Install flock (on Debian: util-linux), and check that it can be written. ${said.trim()}`,
    );
  }
  try {
    return await body();
  } finally {
    holder.stdin.end();
    await ended;
  }
}
