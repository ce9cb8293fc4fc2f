import { parseKey, type ObjectKey } from "../api/object-key.ts";
import { systemClock, type Clock } from "../clock/clock.ts";
import { withTimeLimit } from "../clock/time-limit.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import { createKeyedQueue } from "../queue/keyed-queue.ts";
import type { RateLimiter } from "../queue/rate-limiter.ts";
import { isProgrammingError, TerminalError, type Reconcile, type ReconcileResult } from "./reconcile.ts";
import type { Source } from "./sources.ts";

/** Settings of {@link createController}. */
export interface ControllerOptions {
  /** For metrics and errors. */
  readonly name: string;
  /** What calls for passes. */
  readonly sources: readonly Source[];
  readonly reconcile: Reconcile;
  /** Passes at the same time, never two over the same key. Default 1. */
  readonly concurrency?: number | undefined;
  /** The signal of a pass is aborted after so long. Absent: never. */
  readonly passTimeoutMs?: number | undefined;
  /** Waits of keys that failed. Default: client-go's, 5 ms doubling to 1,000 s. */
  readonly limiter?: RateLimiter | undefined;
  /** The informers have to be synced by then. Default 120,000. */
  readonly syncTimeoutMs?: number | undefined;
  /** Told of each pass that failed. Default: `console.error`. */
  readonly onError?: ((error: unknown, key: ObjectKey) => void) | undefined;
  readonly metrics?: Metrics | undefined;
  readonly clock?: Clock | undefined;
}

/** Runs passes over keys, one at a time for each. */
export interface Controller {
  readonly name: string;
  readonly sources: readonly Source[];
  /** Calls for a pass, for what no informer tells. */
  enqueue(key: ObjectKey, afterMs?: number): void;
  /**
   * Waits until all informers are synced, then runs passes until the signal, and until the ones that
   * run have ended. Call once; the informers are run by others.
   *
   * @throws Error when an informer is not synced in time.
   */
  run(signal: AbortSignal): Promise<void>;
}

async function waitForInformers(options: ControllerOptions, signal: AbortSignal): Promise<boolean> {
  const { name, sources, syncTimeoutMs = 120_000, clock = systemClock } = options;
  const late = new AbortController();
  const cancel = clock.after(syncTimeoutMs, () => late.abort());
  const either = AbortSignal.any([signal, late.signal]);
  const synced = await Promise.all(sources.map(({ informer }) => informer.whenSynced(either)));
  cancel();
  if (!late.signal.aborted || signal.aborted) return !signal.aborted;
  const missing = sources.filter((_, index) => synced[index] === false).map(({ informer }) => informer);
  const why = missing.map(
    ({ type, state }) => `${type.plural} (${state().lastError?.message ?? "no answer yet"})`,
  );
  throw new Error(
    `Controller ${name} cannot start: after ${syncTimeoutMs / 1_000} s the API server has not listed ${why.join(", ")}. Check the rights of the service account, and that the kinds exist.`,
  );
}

/** Creates a controller. */
export function createController(options: ControllerOptions): Controller {
  const { name, sources, concurrency = 1, metrics = noMetrics, clock = systemClock } = options;
  const { onError = (error, key) => console.error(`${name}: pass over ${key} failed:`, error) } = options;
  const controller = name;
  const queue = createKeyedQueue({ name, limiter: options.limiter, metrics, clock });
  let active = 0;

  function succeed(key: ObjectKey, result: ReconcileResult): void {
    queue.forget(key);
    if (result === undefined) {
      metrics.increment("reconciles", { controller, result: "success" });
      return;
    }
    metrics.increment("reconciles", { controller, result: "requeue_after" });
    queue.addAfter(key, result.requeueAfterMs);
  }
  function fail(key: ObjectKey, error: unknown): void {
    metrics.increment("reconciles", { controller, result: "error" });
    metrics.increment("reconcileErrors", { controller });
    if (isProgrammingError(error)) metrics.increment("reconcilePanics", { controller });
    if (TerminalError.isInstance(error)) {
      metrics.increment("terminalReconcileErrors", { controller });
      queue.forget(key);
    } else queue.addRateLimited(key);
    try {
      onError(error, key);
    } catch (problem) {
      console.error(`${name}: onError threw:`, problem);
    }
  }
  async function pass(key: ObjectKey, stop: AbortSignal): Promise<void> {
    const startedAtMs = clock.steadyMs();
    const limit = {
      limitMs: options.passTimeoutMs,
      signal: stop,
      message: `The pass over ${key} took too long.`,
    };
    metrics.set("activeWorkers", { controller }, ++active);
    try {
      const result = await withTimeLimit(clock, limit, (signal) =>
        options.reconcile({ key, ...parseKey(key), signal }),
      );
      succeed(key, result);
    } catch (error) {
      // A pass that was told to stop has not failed.
      if (!stop.aborted) fail(key, error);
    } finally {
      metrics.set("activeWorkers", { controller }, --active);
      metrics.observe("reconcileTime", { controller }, (clock.steadyMs() - startedAtMs) / 1_000);
    }
  }
  async function work(signal: AbortSignal): Promise<void> {
    for (;;) {
      const key = await queue.get();
      if (key === undefined || signal.aborted) return;
      await pass(key, signal);
      queue.done(key);
    }
  }

  return {
    name,
    sources,
    enqueue: (key, afterMs = 0) => queue.addAfter(key, afterMs),
    async run(signal) {
      metrics.set("maxConcurrentReconciles", { controller }, concurrency);
      const ends = sources.map((one) => one.start((key) => queue.add(key)));
      const stop = (): void => queue.shutDown();
      signal.addEventListener("abort", stop, { once: true });
      try {
        if (!(await waitForInformers(options, signal))) return;
        await Promise.all(Array.from({ length: concurrency }, () => work(signal)));
      } finally {
        signal.removeEventListener("abort", stop);
        queue.shutDown();
        for (const end of ends) end();
      }
    },
  };
}
