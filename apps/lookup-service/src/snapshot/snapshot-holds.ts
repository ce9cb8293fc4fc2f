import type { Pool } from "../pools/pool.ts";

/** Answers that wait for other pods. */
export interface SnapshotHolds {
  /** Resolves once the pool has other pods, or when the time is over. */
  hold(pool: Pool, waitMs: number): Promise<void>;
  /** The pool has other pods. */
  listed(pool: Pool): void;
  /** Lets all go, and holds none from here on. */
  end(): void;
}

/** Creates it, without any. */
export function createSnapshotHolds(): SnapshotHolds {
  const waiting = new Map<Pool, Set<() => void>>();
  let hasEnded = false;
  function listed(pool: Pool): void {
    for (const release of waiting.get(pool) ?? []) release();
  }
  return {
    hold: (pool, waitMs) =>
      new Promise((resolve) => {
        if (hasEnded) return resolve();
        const own = waiting.get(pool) ?? new Set();
        waiting.set(pool, own);
        const release = (): void => {
          clearTimeout(timer);
          own.delete(release);
          if (own.size === 0 && waiting.get(pool) === own) waiting.delete(pool);
          resolve();
        };
        const timer = setTimeout(release, waitMs);
        own.add(release);
      }),
    listed,
    end() {
      hasEnded = true;
      for (const pool of waiting.keys()) listed(pool);
    },
  };
}
