import type { Clock } from "../clock/clock.ts";

/** Says how long a key has to wait that is queued again. */
export interface RateLimiter {
  /** Milliseconds; counts as one more failure of the key. */
  delayMs(key: string): number;
  /** Forgets the failures of a key. */
  forget(key: string): void;
  /** Failures of a key since it was last forgotten. */
  failures(key: string): number;
}

/** Waits that double. */
export interface ExponentialOptions {
  /** After the first failure. */
  readonly firstMs: number;
  readonly limitMs: number;
}

/** `firstMs · 2^failures`, at most `limitMs`. */
export function exponentialDelayMs(failures: number, { firstMs, limitMs }: ExponentialOptions): number {
  const delayMs = firstMs * 2 ** failures;
  return delayMs > limitMs ? limitMs : delayMs;
}

/** Waits that double with each failure of the same key: client-go's `ItemExponentialFailureRateLimiter`. */
export function exponentialLimiter(options: ExponentialOptions): RateLimiter {
  const failures = new Map<string, number>();
  return {
    delayMs(key) {
      const before = failures.get(key) ?? 0;
      failures.set(key, before + 1);
      return exponentialDelayMs(before, options);
    },
    forget: (key) => void failures.delete(key),
    failures: (key) => failures.get(key) ?? 0,
  };
}

/** A rate over all keys. */
export interface BucketOptions {
  readonly perSecond: number;
  /** So many may come at once. */
  readonly burst: number;
}

/** A rate over all keys, whichever fail: client-go's `BucketRateLimiter`. Each wait is a place in the row. */
export function bucketLimiter({ perSecond, burst }: BucketOptions, clock: Clock): RateLimiter {
  let tokens = burst;
  let filledAtMs = clock.steadyMs();
  return {
    delayMs() {
      const nowMs = clock.steadyMs();
      tokens = Math.min(burst, tokens + ((nowMs - filledAtMs) / 1_000) * perSecond);
      filledAtMs = nowMs;
      tokens -= 1;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1_000;
    },
    forget() {},
    failures: () => 0,
  };
}

/** The longest wait of several. */
export const longestOf = (...limiters: readonly RateLimiter[]): RateLimiter => ({
  delayMs: (key) => Math.max(...limiters.map((limiter) => limiter.delayMs(key))),
  forget(key) {
    for (const limiter of limiters) limiter.forget(key);
  },
  failures: (key) => Math.max(...limiters.map((limiter) => limiter.failures(key))),
});

/** What client-go's controllers use: 5 ms doubling to 1,000 s for a key, and 10 a second, 100 at once, over all. */
export const defaultLimiter = (clock: Clock): RateLimiter =>
  longestOf(
    exponentialLimiter({ firstMs: 5, limitMs: 1_000_000 }),
    bucketLimiter({ perSecond: 10, burst: 100 }, clock),
  );
