import type { Clock } from "../clock/clock.ts";

/** Keys that become due at a time. */
export interface Delays {
  /** Makes a key due after a time; of two times for the same key the earlier one holds. */
  add(key: string, delayMs: number): void;
  readonly size: number;
  /** Forgets them all. */
  clear(): void;
}

/** Waits with one timer for the earliest of many keys. */
export function createDelays(clock: Clock, onDue: (key: string) => void): Delays {
  const dueAtMs = new Map<string, number>();
  let cancel: (() => void) | undefined;
  let timerAtMs = Infinity;

  function arm(): void {
    let earliest = Infinity;
    for (const at of dueAtMs.values()) if (at < earliest) earliest = at;
    if (earliest === timerAtMs) return;
    cancel?.();
    cancel = undefined;
    timerAtMs = earliest;
    if (earliest === Infinity) return;
    cancel = clock.after(Math.max(0, earliest - clock.steadyMs()), fire);
  }
  function fire(): void {
    cancel = undefined;
    timerAtMs = Infinity;
    const nowMs = clock.steadyMs();
    const due = [...dueAtMs].filter(([, at]) => at <= nowMs).sort(([, a], [, b]) => a - b);
    for (const [key] of due) dueAtMs.delete(key);
    arm();
    for (const [key] of due) onDue(key);
  }

  return {
    add(key, delayMs) {
      const at = clock.steadyMs() + delayMs;
      if (at >= (dueAtMs.get(key) ?? Infinity)) return;
      dueAtMs.set(key, at);
      if (at < timerAtMs) {
        cancel?.();
        timerAtMs = at;
        cancel = clock.after(delayMs, fire);
      }
    },
    get size() {
      return dueAtMs.size;
    },
    clear() {
      dueAtMs.clear();
      arm();
    },
  };
}
