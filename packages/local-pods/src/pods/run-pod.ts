import { formatEndpoint, routeIdForJob, type Endpoint } from "@fairlead/routing-schema";
import { createLineTail } from "../process/line-tail.ts";
import { startSupervisedProcess, type SupervisedProcess } from "../process/supervised-process.ts";
import type { ProcessExit } from "../process/process-exit.ts";
import { waitUntilReady } from "../readiness/readiness-probe.ts";
import type { LocalPod, LocalPodEvent, PodEndReason } from "./local-pod.ts";
import type { LocalPodsOptions } from "./local-pods-options.ts";
import { fillPlaceholders, podEnvironment } from "./pod-command.ts";

const READY_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 10_000;
const LAST_LINES = 20;

/** How the life of a pod went. */
export interface PodEnd {
  readonly pod: LocalPod;
  readonly exit: ProcessExit;
  readonly reason: PodEndReason;
  /** How long it was ready; 0 if it never was. */
  readonly servedMs: number;
  readonly lastLines: readonly string[];
}

/** A pod that runs. */
export interface RunningPod {
  current(): LocalPod;
  /** Settles when its process has ended. Never rejects. */
  readonly ended: Promise<PodEnd>;
  /** Tells it to stop, and kills it when it takes longer than `graceMs`. */
  stop(graceMs?: number): void;
  kill(): void;
}

/**
 * Starts one pod and follows it to its end.
 *
 * @throws NodeJS.ErrnoException when no process can be started.
 */
export async function runPod(
  options: LocalPodsOptions,
  names: { readonly jobName: string; readonly podId: string; readonly address: Endpoint },
  tell: (event: LocalPodEvent) => void,
): Promise<RunningPod> {
  const { address, jobName, podId } = names;
  const identity = { podId, pool: options.pool, address };
  const tail = createLineTail(LAST_LINES);
  let pod: LocalPod | undefined;
  const early: (() => void)[] = [];
  const process: SupervisedProcess = await startSupervisedProcess({
    path: options.executable,
    parameters: fillPlaceholders(options.parameters, identity),
    environment: { ...options.environment, ...podEnvironment(identity) },
    workingDirectory: options.workingDirectory,
    onLine(line, stream) {
      tail.add(line);
      const say = (): void => {
        if (pod !== undefined) tell({ kind: "output", pod, line, stream });
      };
      if (pod === undefined) early.push(say);
      else say();
    },
  });
  let current: LocalPod = {
    podId,
    jobName,
    routeId: routeIdForJob(jobName),
    endpoint: formatEndpoint(address),
    pid: process.pid,
    phase: "starting",
  };
  pod = current;
  tell({ kind: "starting", pod });
  for (const say of early) say();

  const waiting = new AbortController();
  let reason: PodEndReason = "exited";
  let readyAt: number | undefined;
  const become = (phase: "ready" | "stopping"): void => {
    current = { ...current, phase };
    pod = current;
    tell({ kind: phase, pod: current });
  };
  const stop = (why: PodEndReason, graceMs = options.stopGraceMs ?? STOP_GRACE_MS): void => {
    if (current.phase === "stopping") return;
    reason = why;
    waiting.abort();
    become("stopping");
    void process.stop({ graceMs });
  };
  const timeout = setTimeout(() => stop("not_ready"), options.readyTimeoutMs ?? READY_TIMEOUT_MS);
  void waitUntilReady({
    endpoint: address,
    path: options.readyPath,
    signal: waiting.signal,
  }).then((ready) => {
    clearTimeout(timeout);
    if (!ready) return;
    readyAt = performance.now();
    become("ready");
  });
  return {
    current: () => current,
    ended: process.exited.then((exit) => {
      waiting.abort();
      clearTimeout(timeout);
      const servedMs = readyAt === undefined ? 0 : performance.now() - readyAt;
      return { pod: current, exit, reason, servedMs, lastLines: tail.lines() };
    }),
    stop: (graceMs) => stop("deleted", graceMs),
    kill: () => {
      if (current.phase !== "stopping") stop("deleted", 0);
      process.kill();
    },
  };
}
