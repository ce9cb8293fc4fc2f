/** Milliseconds of a clock that never goes back; its zero is arbitrary. */
export type Clock = () => number;

/** The process's own monotonic clock. */
export const monotonicClock: Clock = () => performance.now();
