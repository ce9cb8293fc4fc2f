import { spawn } from "node:child_process";
import type { Duplex, Readable } from "node:stream";
import { readLines } from "./read-lines.ts";
import type { ProcessExit } from "./process-exit.ts";
import { WATCHDOG_SCRIPT } from "./watchdog.ts";

/** How long output is waited for that a process outside the group may hold open. */
const OUTPUT_TIMEOUT_MS = 500;

/** A stream that a process writes. */
export type OutputStream = "stdout" | "stderr";

/** Settings of {@link startSupervisedProcess}. */
export interface SupervisedProcessOptions {
  /** Path of the executable; see `findCommand`. */
  readonly path: string;
  readonly parameters: readonly string[];
  /** The whole environment of the process. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory?: string | undefined;
  /** Told each line that the process writes. */
  readonly onLine?: ((line: string, stream: OutputStream) => void) | undefined;
}

/** A process of ours that leaves nothing behind. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Settles when the process has ended, the rest of its group is killed and its output is read. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** Sends SIGTERM, and kills the group when it still runs after `graceMs`. */
  stop(options: { readonly graceMs: number }): Promise<ProcessExit>;
  /** Kills the process and its group at once. */
  kill(): void;
}

/**
 * Starts a process in a session of its own. Ctrl-C in the terminal does not reach it; whoever
 * started it decides when it stops. When the starter dies, by SIGKILL even, the process and its
 * group are ended by a watchdog. When the process ends, what it left in its group is killed.
 *
 * Hint: a process that calls `setsid` leaves the group and must be stopped by whoever started it.
 *
 * @throws NodeJS.ErrnoException when no process can be started (no memory, no such working directory).
 */
export async function startSupervisedProcess(options: SupervisedProcessOptions): Promise<SupervisedProcess> {
  const child = spawn("/bin/sh", ["-c", WATCHDOG_SCRIPT, "fairlead", options.path, ...options.parameters], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
    env: options.environment,
    cwd: options.workingDirectory,
  });
  const lifeline = child.stdio[3] as Duplex;
  lifeline.on("error", () => {});
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  for (const stream of ["stdout", "stderr"] as const) {
    readLines(child[stream] as Readable, (line) => options.onLine?.(line, stream));
  }
  await new Promise<void>((resolve, reject) => {
    child.once("spawn", resolve);
    child.once("error", reject);
  });
  const pid = child.pid as number;

  const killGroup = (): void => {
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // The group is gone.
    }
  };
  let ended = false;
  const exited = new Promise<ProcessExit>((resolve) => {
    child.once("exit", (code, signal) => {
      ended = true;
      killGroup();
      lifeline.destroy();
      const giveUp = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, OUTPUT_TIMEOUT_MS);
      void closed.then(() => {
        clearTimeout(giveUp);
        resolve({ code, signal });
      });
    });
  });
  const kill = (): void => {
    if (!ended) killGroup();
  };
  return {
    pid,
    exited,
    kill,
    async stop({ graceMs }) {
      if (!ended) child.kill("SIGTERM");
      const force = setTimeout(kill, graceMs);
      const exit = await exited;
      clearTimeout(force);
      return exit;
    },
  };
}
