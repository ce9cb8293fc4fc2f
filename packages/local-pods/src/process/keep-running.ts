import { setTimeout as sleep } from "node:timers/promises";
import { backOffMs, DEFAULT_BACK_OFF, type BackOffOptions } from "./back-off.ts";
import type { ProcessExit } from "./process-exit.ts";
import {
  startSupervisedProcess,
  type SupervisedProcess,
  type SupervisedProcessOptions,
} from "./supervised-process.ts";

/** Settings of {@link keepRunning}. */
export interface KeepRunningOptions extends SupervisedProcessOptions {
  readonly backOff?: BackOffOptions | undefined;
  readonly onStarted?: ((pid: number) => void) | undefined;
  /** Told of each end that nobody asked for; `undefined`: it stays down until `resume`. */
  readonly onEnded?: ((exit: ProcessExit, restartInMs: number | undefined) => void) | undefined;
}

/** A process that is started again whenever it ends. */
export interface KeptProcess {
  /** Absent between two runs. */
  readonly pid: number | undefined;
  /** Leaves it down when it ends, until `resume`. */
  suspend(): void;
  /** Starts it again, at once if it is down. */
  resume(): void;
  /** Sends SIGTERM, SIGKILL after `graceMs`; it is not started again. */
  stop(options: { readonly graceMs: number }): Promise<void>;
  kill(): void;
}

/** Starts a process, and again each time it ends, after a wait that grows while it keeps ending soon. */
export async function keepRunning(options: KeepRunningOptions): Promise<KeptProcess> {
  const backOff = options.backOff ?? DEFAULT_BACK_OFF;
  const stopping = new AbortController();
  let suspension: PromiseWithResolvers<void> | undefined;
  let current: SupervisedProcess | undefined = await startSupervisedProcess(options);
  options.onStarted?.(current.pid);

  async function run(): Promise<void> {
    let failures = 0;
    let startedAt = performance.now();
    while (current !== undefined) {
      const exit = await current.exited;
      current = undefined;
      if (stopping.signal.aborted) return;
      failures = performance.now() - startedAt >= backOff.recoveredAfterMs ? 1 : failures + 1;
      const waitMs = backOffMs(failures, backOff);
      options.onEnded?.(exit, suspension === undefined ? waitMs : undefined);
      if (suspension === undefined) {
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => {});
      }
      await suspension?.promise;
      if (stopping.signal.aborted) return;
      startedAt = performance.now();
      current = await startSupervisedProcess(options);
      options.onStarted?.(current.pid);
      if (stopping.signal.aborted) void current.stop({ graceMs: 0 });
    }
  }
  const done = run();
  // A process that cannot be started again stays down; `pid` and `onEnded` have told that.
  done.catch(() => {});

  const end = (): void => {
    stopping.abort();
    suspension?.resolve();
  };
  return {
    get pid() {
      return current?.pid;
    },
    suspend: () => void (suspension ??= Promise.withResolvers()),
    resume() {
      suspension?.resolve();
      suspension = undefined;
    },
    async stop(how) {
      end();
      await current?.stop(how);
      await done.catch(() => {});
    },
    kill() {
      end();
      current?.kill();
    },
  };
}
