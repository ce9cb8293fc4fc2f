import { systemClock, type Clock } from "../clock/clock.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import { createDelays } from "./delays.ts";
import { defaultLimiter, type RateLimiter } from "./rate-limiter.ts";

/** Settings of {@link createKeyedQueue}. */
export interface KeyedQueueOptions {
  /** For metrics. */
  readonly name?: string | undefined;
  readonly limiter?: RateLimiter | undefined;
  readonly metrics?: Metrics | undefined;
  readonly clock?: Clock | undefined;
}

/**
 * Keys of objects that someone has to look at, with the guarantees of client-go's work queue: a key
 * that waits is there once, however often it is added; a key that a worker has is given to no other;
 * one that is added meanwhile is given out again once the worker is done.
 */
export interface KeyedQueue {
  /** Queues a key at once. */
  add(key: string): void;
  /** Queues a key after a time. An earlier time that is set for it already stays. */
  addAfter(key: string, delayMs: number): void;
  /** Queues a key after a time that grows with each call, until `forget`. */
  addRateLimited(key: string): void;
  /** Begins the row of waits of `addRateLimited` anew for a key. Call it when the work succeeded. */
  forget(key: string): void;
  /** Calls of `addRateLimited` for a key since `forget`. */
  failures(key: string): number;
  /** Waits for a key; `undefined` once the queue is shut down and empty. The caller must call `done`. */
  get(): Promise<string | undefined>;
  /** The caller of `get` has done what it could for the key. */
  done(key: string): void;
  /** Keys that wait for a worker. */
  readonly length: number;
  /** Takes no more keys; the ones that wait are still given out. Keys whose time has not come are dropped. */
  shutDown(): void;
}

/** Creates a queue, empty. */
export function createKeyedQueue(options: KeyedQueueOptions = {}): KeyedQueue {
  const { name = "", metrics = noMetrics, clock = systemClock } = options;
  const limiter = options.limiter ?? defaultLimiter(clock);
  // The names are client-go's: dirty keys need a look, processing ones have a worker, queued ones wait for one.
  const dirty = new Set<string>();
  const processing = new Map<string, number>();
  const queued: { readonly key: string; readonly atMs: number }[] = [];
  const waiting: ((key: string | undefined) => void)[] = [];
  let isShutDown = false;

  const measureDepth = (): void => metrics.set("queueDepth", { name }, queued.length);
  const hand = (): string | undefined => {
    const next = queued.shift();
    if (next === undefined) return undefined;
    const nowMs = clock.steadyMs();
    dirty.delete(next.key);
    processing.set(next.key, nowMs);
    metrics.observe("queueDuration", { name }, (nowMs - next.atMs) / 1_000);
    measureDepth();
    return next.key;
  };
  const push = (key: string): void => {
    queued.push({ key, atMs: clock.steadyMs() });
    measureDepth();
    waiting.shift()?.(hand());
  };
  const add = (key: string): void => {
    if (isShutDown || dirty.has(key)) return;
    metrics.increment("queueAdds", { name });
    dirty.add(key);
    if (!processing.has(key)) push(key);
  };
  const delays = createDelays(clock, add);
  const addAfter = (key: string, delayMs: number): void => {
    if (isShutDown) return;
    if (delayMs <= 0) add(key);
    else delays.add(key, delayMs);
  };

  return {
    add,
    addAfter,
    addRateLimited(key) {
      if (isShutDown) return;
      metrics.increment("queueRetries", { name });
      addAfter(key, limiter.delayMs(key));
    },
    forget: (key) => limiter.forget(key),
    failures: (key) => limiter.failures(key),
    get() {
      if (queued.length > 0) return Promise.resolve(hand());
      if (isShutDown) return Promise.resolve(undefined);
      return new Promise((resolve) => waiting.push(resolve));
    },
    done(key) {
      const startedAtMs = processing.get(key);
      if (startedAtMs === undefined) return;
      processing.delete(key);
      metrics.observe("workDuration", { name }, (clock.steadyMs() - startedAtMs) / 1_000);
      if (dirty.has(key)) push(key);
    },
    get length() {
      return queued.length;
    },
    shutDown() {
      isShutDown = true;
      delays.clear();
      for (const resolve of waiting.splice(0)) resolve(undefined);
    },
  };
}
