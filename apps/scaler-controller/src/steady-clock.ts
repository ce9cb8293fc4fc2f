import type { Clock } from "./interfaces/clock.ts";

/**
 * Milliseconds of the clock that all processes of one host share and nobody can set: `CLOCK_MONOTONIC` on
 * Linux, `mach_absolute_time` on macOS.
 */
const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;

/** A clock whose times mean the same in every process of this host that has its offset. */
export interface SteadyClock extends Clock {
  /** What is added to the time that the system has been up, in milliseconds. */
  readonly offsetMs: number;
}

/** The clock of this offset. */
export const createSteadyClock = (offsetMs: number): SteadyClock => ({
  offsetMs,
  nowMs: () => monotonicMs() + offsetMs,
});

/** The system's time at the start of the process, and from then on what has really passed. */
export const steadyClock: SteadyClock = createSteadyClock(Date.now() - monotonicMs());
