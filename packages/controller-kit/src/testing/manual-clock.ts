import { setImmediate } from "node:timers/promises";
import type { Clock } from "../clock/clock.ts";

/** A clock that goes only when it is told to. */
export interface ManualClock extends Clock {
  /** Goes on to a moment, calling back on the way what is due, in order, and letting promises settle after each. */
  advance(byMs: number): Promise<void>;
  /** Timers that wait. */
  readonly timers: number;
}

/** Lets everything that is ready to go on do so. */
export const settle = async (): Promise<void> => {
  for (let round = 0; round < 3; round += 1) await setImmediate();
};

/** Creates a clock that stands at `startMs`. */
export function manualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  let order = 0;
  const timers = new Set<{ readonly atMs: number; readonly order: number; readonly callback: () => void }>();
  return {
    wallMs: () => nowMs,
    steadyMs: () => nowMs,
    after(delayMs, callback) {
      const timer = { atMs: nowMs + Math.max(0, delayMs), order: (order += 1), callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(byMs) {
      const endMs = nowMs + byMs;
      await settle();
      for (;;) {
        const [next] = [...timers]
          .filter(({ atMs }) => atMs <= endMs)
          .sort((a, b) => a.atMs - b.atMs || a.order - b.order);
        if (next === undefined) break;
        timers.delete(next);
        nowMs = next.atMs;
        next.callback();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
    get timers() {
      return timers.size;
    },
  };
}
