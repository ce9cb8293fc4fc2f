import { backOffMs } from "@fairlead/pool-scaling";

/** Pauses after failures, by action. */
export interface BackOffBook {
  /** When the action may be tried again; `undefined`: now. */
  pausedUntil(key: string, nowMs: number): number | undefined;
  failed(key: string, nowMs: number): void;
  succeeded(key: string): void;
}

/** The shortest and the longest pause. */
export interface PauseLimits {
  readonly backOffBaseMs: number;
  readonly backOffMaxMs: number;
}

/** Actions that are not asked for any more are forgotten after this many pauses of the longest kind. */
const FORGOTTEN_AFTER = 4;

/** Keeps pauses that double with each failure in a row. */
export function createBackOffBook(limits: PauseLimits): BackOffBook {
  const failures = new Map<string, { readonly count: number; readonly lastAtMs: number }>();
  return {
    pausedUntil(key, nowMs) {
      const held = failures.get(key);
      if (held === undefined) return undefined;
      const untilMs = held.lastAtMs + backOffMs(held.count, limits);
      return nowMs < untilMs ? untilMs : undefined;
    },
    failed(key, nowMs) {
      const count = (failures.get(key)?.count ?? 0) + 1;
      failures.set(key, { count, lastAtMs: nowMs });
      for (const [other, { lastAtMs }] of failures) {
        if (nowMs - lastAtMs > FORGOTTEN_AFTER * limits.backOffMaxMs) failures.delete(other);
      }
    },
    succeeded: (key) => void failures.delete(key),
  };
}
