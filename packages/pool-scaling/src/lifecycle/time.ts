/** A time that is not after `nowMs`: a clock that was set back makes an event one of this moment. */
export const past = (atMs: number, nowMs: number): number => Math.min(atMs, nowMs);

/** How long ago something was; never negative. */
export const age = (atMs: number, nowMs: number): number => Math.max(0, nowMs - atMs);
