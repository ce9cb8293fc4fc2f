import type { PassResult } from "./create-pass.ts";

/** Looks that take too long to act on what they show. */
export interface SlowLook {
  /** How old the oldest part of the look was when the pass had ended. */
  readonly ageMs: number;
  readonly leaseMs: number;
  /** What was not done for that. */
  readonly late: number;
}

/** Remembers whether looks have been too slow. */
export interface SlowLooks {
  /** Takes a pass; `nowMs`: when it had ended. Whether to tell of it now: at once, and then now and then. */
  take(pass: Pick<PassResult, "execution" | "observation">, leaseMs: number, nowMs: number): boolean;
  readonly present: SlowLook | undefined;
}

const TELL_INTERVAL_MS = 60_000;

/** A single slow look is made good by the next one: from so many in a row it is the lease that is too short. */
const IN_A_ROW = 2;

/** Nothing is done on what is older than the lease: looks that last as long get nowhere, and somebody has to know. */
export function createSlowLooks(): SlowLooks {
  let inARow = 0;
  let toldAtMs = -Infinity;
  let present: SlowLook | undefined;
  return {
    take({ execution, observation }, leaseMs, nowMs) {
      inARow = execution.late > 0 ? inARow + 1 : 0;
      present =
        inARow < IN_A_ROW
          ? undefined
          : { ageMs: nowMs - observation.observedAtMs, leaseMs, late: execution.late };
      if (present === undefined || nowMs - toldAtMs < TELL_INTERVAL_MS) return false;
      toldAtMs = nowMs;
      return true;
    },
    get present() {
      return present;
    },
  };
}
