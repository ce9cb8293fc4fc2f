import { setTimeout as sleep } from "node:timers/promises";
import type { ProcessExit } from "../process/guarded-process.ts";
import type { LocalGatewayEvent } from "./gateway-event.ts";
import { restartPauseMs, type RestartPauses } from "./restart-options.ts";
import type { RunningEnvoy } from "./start-envoy.ts";

/** `down`: between two; `ended`: none will follow. */
export type EnvoyState = "serving" | "down" | "ended";

/** An Envoy, and the one after it when it crashes. */
export interface KeptEnvoy {
  /** The one that serves, or else the last one. */
  readonly current: RunningEnvoy;
  readonly state: EnvoyState;
  /** How often it was started again. */
  readonly restarts: number;
  /** The one that serves, or else the next one; `undefined` when none will. */
  serving(): Promise<RunningEnvoy | undefined>;
  /** Settles when no Envoy is left and none will follow. Never rejects. */
  readonly ended: Promise<ProcessExit>;
  subscribe(listener: (event: LocalGatewayEvent) => void): () => void;
  /** Lets none follow, and ends the present one by `end`. */
  stop(end: (envoy: RunningEnvoy) => Promise<void>): Promise<void>;
}

/** Settings of {@link keepEnvoyRunning}. */
export interface KeepEnvoyRunningOptions {
  readonly first: RunningEnvoy;
  /** Absent: its end is the end. */
  readonly pauses: RestartPauses | undefined;
  /** Starts another one at the same address. */
  readonly startAgain: (signal: AbortSignal) => Promise<RunningEnvoy>;
}

/** Follows an Envoy, and starts it again after it crashed, as often as it takes. */
export function keepEnvoyRunning({ first, pauses, startAgain }: KeepEnvoyRunningOptions): KeptEnvoy {
  const listeners = new Set<(event: LocalGatewayEvent) => void>();
  const stopping = new AbortController();
  let current = first;
  let serving = Promise.withResolvers<RunningEnvoy | undefined>();
  let state: EnvoyState = "serving";
  let restarts = 0;
  let failures = 0;
  serving.resolve(first);
  const tell = (event: LocalGatewayEvent): void => {
    for (const listener of listeners) listener(event);
  };

  /** Resolves with the next one, or `undefined` once it was told to stop. */
  async function startNext(exit: ProcessExit, limits: RestartPauses): Promise<RunningEnvoy | undefined> {
    let restartInMs = restartPauseMs(limits, failures);
    tell({ kind: "ended", exit, logs: current.process.log.lines(), restartInMs });
    for (;;) {
      await sleep(restartInMs, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return undefined;
      try {
        return await startAgain(stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) return undefined;
        failures += 1;
        restartInMs = restartPauseMs(limits, failures);
        tell({ kind: "start_failed", error, restartInMs });
      }
    }
  }
  async function follow(): Promise<ProcessExit> {
    for (;;) {
      const servingSince = performance.now();
      const exit = await current.process.exited;
      state = "down";
      serving = Promise.withResolvers();
      failures =
        pauses !== undefined && performance.now() - servingSince < pauses.maximumMs ? failures + 1 : 1;
      const next =
        pauses === undefined || stopping.signal.aborted ? undefined : await startNext(exit, pauses);
      if (next === undefined) {
        state = "ended";
        serving.resolve(undefined);
        return exit;
      }
      current = next;
      // Told to stop in the moment in which it began to serve: the end is seen above.
      if (stopping.signal.aborted) current.process.kill("SIGKILL");
      state = "serving";
      restarts += 1;
      serving.resolve(next);
      tell({ kind: "serving", pid: next.process.pid });
    }
  }
  const ended = follow();

  return {
    get current() {
      return current;
    },
    get state() {
      return state;
    },
    get restarts() {
      return restarts;
    },
    serving: () => serving.promise,
    ended,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async stop(end) {
      stopping.abort();
      if (state === "serving") await end(current);
      await ended;
    },
  };
}
