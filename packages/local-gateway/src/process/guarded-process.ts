import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { createLogTail, type LogTail } from "./log-tail.ts";

/** How a process ended. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A process that ends no later than the one that started it. */
export interface GuardedProcess {
  readonly pid: number;
  /** What it wrote to standard error. */
  readonly log: LogTail;
  /** Settles when the process has ended and its guard with it. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Sends a signal, if the process still runs. */
  kill(signal: NodeJS.Signals): void;
}

/** Settings of {@link startGuardedProcess}. */
export interface GuardedProcessOptions {
  readonly path: string;
  readonly parameters: readonly string[];
  /** Removed by the guard when this process dies without ending the other first. */
  readonly temporaryDirectory: string | undefined;
}

/**
 * A shell that leaves a guard behind and then becomes the process, which so keeps the shell's pid.
 * The guard waits on a socket whose other end only this Node.js process holds. A line means that
 * the process was seen to end; the end of the stream, that Node.js died.
 */
const GUARDED = `
directory=$1
shift
(
  if ! read -r _ended; then
    kill -9 $$
    if [ -n "$directory" ]; then rm -rf -- "$directory"; fi
  fi
) <&3 3<&- >/dev/null 2>&1 &
exec "$@" 3<&-
`;

const LATE_OUTPUT_MS = 1_000;

/**
 * Starts a process in a process group of its own, so that Ctrl-C reaches only the application, which
 * then stops it in order; and with a guard, so that it dies even when this process is killed by
 * SIGKILL.
 *
 * Hint: Envoy's own tie to its parent (`PR_SET_PDEATHSIG`, with hot restart on) needs shared memory
 * and a free base id, exists on Linux only, and fires when the *thread* that started it ends.
 */
export async function startGuardedProcess(options: GuardedProcessOptions): Promise<GuardedProcess> {
  const { parameters, path, temporaryDirectory = "" } = options;
  const child = spawn("/bin/sh", ["-c", GUARDED, "sh", temporaryDirectory, path, ...parameters], {
    detached: true,
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  const guard = child.stdio[3] as Duplex;
  const guardGone = new Promise<void>((resolve) => guard.once("close", () => resolve()));
  // The guard may be gone before it is told that it is not needed any more.
  guard.on("error", () => {});
  guard.resume();
  const log = createLogTail(child.stderr as NodeJS.ReadableStream);
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once("exit", (code, signal) => {
      guard.end("ended\n");
      // A child of the process may hold its standard error open; that is not waited for.
      const late = setTimeout(() => resolve({ code, signal }), LATE_OUTPUT_MS);
      void Promise.all([guardGone, log.ended]).then(() => {
        clearTimeout(late);
        resolve({ code, signal });
      });
    });
  });
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  return {
    pid: child.pid as number,
    log,
    exited,
    kill: (signal) => void child.kill(signal),
  };
}
