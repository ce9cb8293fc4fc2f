import { createWriteStream } from "node:fs";
import { constants } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import {
  backOffMs,
  startSupervisedProcess,
  type BackOffOptions,
  type SupervisedProcess,
} from "@fairlead/local-pods";
import type { Environment } from "../binaries/cache-directory.ts";
import type { ContainerReport, ContainerState } from "./container-state.ts";
import { ContainerWaits } from "./container-waits.ts";
import type { Container, PodObject } from "./pod-object.ts";
import { runProbe, type Dial } from "./run-probe.ts";
import { watchHealth } from "./watch-health.ts";

/** What a container is started as. */
export interface Launch {
  readonly command: readonly [string, ...string[]];
  readonly environment: Environment;
}

/** Settings of {@link runContainer}. */
export interface ContainerOptions {
  readonly container: Container;
  readonly restartPolicy: NonNullable<PodObject["spec"]["restartPolicy"]>;
  /**
   * Makes all ready for the next start.
   *
   * @throws ContainerWaits when it cannot be started yet; it is asked again then.
   */
  prepare(): Promise<Launch>;
  readonly logPath: string;
  readonly host: string;
  readonly dial: Dial;
  readonly terminationGraceMs: number;
  readonly backOff: BackOffOptions;
  readonly onChange: () => void;
}

/** A container that runs, again and again where its pod wants that. */
export interface RunningContainer {
  report(): ContainerReport;
  /** Settles when it has ended for good. */
  readonly ended: Promise<void>;
  /** Tells it to stop; it is not started again. */
  stop(graceMs: number): Promise<void>;
  /** Sends its process a signal, as if something else had. */
  signal(signal: NodeJS.Signals): void;
  /** Process id; absent while nothing runs. */
  readonly pid: number | undefined;
}

/** Time between two tries to start a container for which something is missing. */
const WAITING_RETRY_MS = 250;

const now = (): string => `${new Date().toISOString().slice(0, 19)}Z`;
const SIGNALS: Readonly<Record<string, number>> = constants.signals;

/** Starts the process of a container, and again when it ends, as its pod's restart policy says. */
export function runContainer(options: ContainerOptions): RunningContainer {
  const { container, restartPolicy, onChange } = options;
  const log = createWriteStream(options.logPath, { flags: "a" });
  const stopping = new AbortController();
  let state: ContainerState = { kind: "waiting", reason: "ContainerCreating" };
  let isReady = false;
  let restarts = 0;
  let running: SupervisedProcess | undefined;
  let stopGraceMs = 0;

  const change = (next: ContainerState): void => {
    state = next;
    if (next.kind !== "running") isReady = false;
    onChange();
  };
  const ask = (probe: Parameters<typeof runProbe>[0]) => (): Promise<boolean> =>
    runProbe(probe, container, { host: options.host, dial: options.dial });

  /** Asks after the health of a process until it ends. */
  function watchProcess(process: SupervisedProcess, signal: AbortSignal): void {
    const { readinessProbe, livenessProbe } = container;
    if (readinessProbe === undefined) isReady = true;
    else {
      void watchHealth({
        probe: readinessProbe,
        ask: ask(readinessProbe),
        signal,
        isWell: false,
        onChange(isWell) {
          isReady = isWell;
          onChange();
        },
      });
    }
    if (livenessProbe === undefined) return;
    void watchHealth({
      probe: livenessProbe,
      ask: ask(livenessProbe),
      signal,
      isWell: true,
      onChange(isWell) {
        if (!isWell) void process.stop({ graceMs: options.terminationGraceMs });
      },
    });
  }

  const pause = (durationMs: number): Promise<void> =>
    sleep(durationMs, undefined, { signal: stopping.signal }).catch(() => {});

  /** Tells why it waits, once for each reason. */
  function wait(error: unknown): void {
    const reason = error instanceof ContainerWaits ? error.reason : "ContainerCreating";
    const message = error instanceof Error ? error.message : String(error);
    if (state.kind === "waiting" && state.reason === reason && state.message === message) return;
    change({ kind: "waiting", reason, message });
  }
  async function launch(): Promise<Launch | undefined> {
    while (!stopping.signal.aborted) {
      try {
        return await options.prepare();
      } catch (error) {
        wait(error);
        await pause(WAITING_RETRY_MS);
      }
    }
    return undefined;
  }

  async function runOnce({ command: [path, ...parameters], environment }: Launch): Promise<void> {
    const startedAt = now();
    const watching = new AbortController();
    running = await startSupervisedProcess({
      path,
      parameters,
      environment,
      onLine: (line) => log.write(`${line}\n`),
    });
    // It may have been told to stop before there was a process to tell.
    if (stopping.signal.aborted) void running.stop({ graceMs: stopGraceMs });
    watchProcess(running, AbortSignal.any([watching.signal, stopping.signal]));
    change({ kind: "running", startedAt });
    const { code, signal } = await running.exited;
    running = undefined;
    watching.abort();
    const number = signal === null ? undefined : SIGNALS[signal];
    const exitCode = code ?? 128 + (number ?? 0);
    const reason = exitCode === 0 ? "Completed" : "Error";
    change({ kind: "terminated", exitCode, signal: number, reason, startedAt, finishedAt: now() });
  }
  const isToRestart = (): boolean =>
    !stopping.signal.aborted &&
    (restartPolicy === "Always" ||
      (restartPolicy === "OnFailure" && state.kind === "terminated" && state.exitCode !== 0));

  async function run(): Promise<void> {
    do {
      if (restarts > 0) {
        change({ kind: "waiting", reason: "CrashLoopBackOff" });
        await pause(backOffMs(restarts, options.backOff));
      }
      const next = await launch();
      if (next === undefined || stopping.signal.aborted) break;
      await runOnce(next);
      restarts += 1;
    } while (isToRestart());
    restarts -= 1;
    log.end();
  }

  return {
    ended: run(),
    report: () => ({ container, state, isReady, restarts: Math.max(0, restarts) }),
    async stop(graceMs) {
      stopGraceMs = graceMs;
      stopping.abort();
      await running?.stop({ graceMs });
    },
    signal(signal) {
      if (running !== undefined) process.kill(running.pid, signal);
    },
    get pid() {
      return running?.pid;
    },
  };
}
