import type { Clock } from "./interfaces/clock.ts";

/** The system's time at the start of the process, and from then on what has really passed. */
export const steadyClock: Clock = { nowMs: () => performance.timeOrigin + performance.now() };
