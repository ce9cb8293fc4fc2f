import { readFileSync } from "node:fs";
import { waitFor } from "../gateway/wait-for.ts";

/** Whether a process runs. One that has ended and waits to be reaped does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return process.platform !== "linux";
  }
}

/** Waits until a condition holds, and fails when it does not in ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const held = await waitFor(async () => ((await condition()) ? true : undefined), 10_000);
  if (held === undefined) throw new Error(`did not come true in ten seconds: ${String(condition)}`);
}
