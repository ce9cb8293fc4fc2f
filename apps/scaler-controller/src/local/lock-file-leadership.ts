import { randomUUID } from "node:crypto";
import { FairleadError } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { Leadership } from "../interfaces/leadership.ts";
import { createLock, newestLock, releaseLock, removeOlderLocks, renewLock } from "./lock-generations.ts";

/** How leadership of one host is shared. */
export interface LockFileOptions {
  /** The lock is a file beside this path; see `newestLock`. */
  readonly path: string;
  /** A lock that was not renewed for this long may be taken over. Default 10,000. */
  readonly leaseMs?: number;
  /** Measures leases, the own one and that of others. */
  readonly clock: Clock;
}

/** Renewed four times within a lease; the last quarter is a margin in which nobody acts. */
const RENEWALS_PER_LEASE = 4;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Leadership by a lock file with a lease. The lock of a process that is gone is taken over at once, that
 * of one that hangs once it has been seen unrenewed for a whole lease; the holder stops acting before that.
 * Both measure by their own clock, so that setting the system's clock makes no second leader.
 */
export function createLockFileLeadership(options: LockFileOptions): Leadership {
  const { clock, leaseMs = 10_000, path } = options;
  const token = randomUUID();
  let held: { readonly path: string; readonly generation: number; readonly renewedAtMs: number } | undefined;
  let seen: { readonly renewal: string; readonly sinceMs: number } | undefined;
  let fault: FairleadError | undefined;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;
  let stopped = false;
  let tell: () => void = () => {};

  const isLeader = (): boolean =>
    held !== undefined &&
    clock.nowMs() - held.renewedAtMs < (leaseMs * (RENEWALS_PER_LEASE - 1)) / RENEWALS_PER_LEASE;

  async function takePart(): Promise<void> {
    const startedAtMs = clock.nowMs();
    const lock = await newestLock(path);
    if (lock !== undefined && lock.token === token) {
      await renewLock(lock.path, Date.now());
      held = { path: lock.path, generation: lock.generation, renewedAtMs: startedAtMs };
      return;
    }
    held = undefined;
    if (lock?.pid !== undefined) {
      const renewal = `${lock.token} ${lock.renewedAtMs}`;
      if (seen?.renewal !== renewal) seen = { renewal, sinceMs: startedAtMs };
      if (isAlive(lock.pid) && startedAtMs - seen.sinceMs < leaseMs) return;
    }
    const generation = (lock?.generation ?? 0) + 1;
    if (!(await createLock(path, generation, token))) return;
    held = { path: `${path}.${generation}`, generation, renewedAtMs: startedAtMs };
    await removeOlderLocks(path, generation);
  }

  async function runRound(): Promise<void> {
    const before = isLeader();
    try {
      await takePart();
      fault = undefined;
    } catch (error) {
      fault = new FairleadError(
        "leadership_unavailable",
        `The lock ${path} cannot be used: ${error instanceof Error ? error.message : String(error)}.`,
        { cause: error, details: { path } },
      );
    }
    if (before !== isLeader()) tell();
    if (!stopped) timer = setTimeout(beginRound, leaseMs / RENEWALS_PER_LEASE);
  }

  function beginRound(): void {
    round = runRound();
  }

  return {
    isLeader,
    get fault() {
      return fault;
    },
    async start(changed) {
      tell = changed;
      beginRound();
      await round;
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
      clearTimeout(timer);
      const mine = held;
      held = undefined;
      if (mine === undefined) return;
      const lock = await newestLock(path).catch(() => undefined);
      if (lock?.token === token) await releaseLock(mine.path).catch(() => {});
      tell();
    },
  };
}
