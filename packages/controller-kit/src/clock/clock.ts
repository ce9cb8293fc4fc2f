/** Time, for everything here that waits. */
export interface Clock {
  /** Milliseconds since 1970, for what is written into objects. May jump. */
  wallMs(): number;
  /** Milliseconds since some moment. Never jumps, never goes back: for every measure of how long. */
  steadyMs(): number;
  /** Calls back once after a time; the function that is returned prevents it. */
  after(delayMs: number, callback: () => void): () => void;
}

/** Chance: a number from 0 up to, and without, 1. */
export type Random = () => number;

/** The longest delay that a timer of Node.js takes, about 24 days. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The time of this machine. */
export const systemClock: Clock = {
  wallMs: () => Date.now(),
  steadyMs: () => performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), MAX_TIMER_MS));
    return () => clearTimeout(timer);
  },
};

/** Waits; `false` when the signal ended the waiting before its time. */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve(false);
      return;
    }
    const onAbort = (): void => {
      cancel();
      resolve(false);
    };
    const cancel = clock.after(delayMs, () => {
      signal?.removeEventListener("abort", onAbort);
      resolve(true);
    });
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}
