/** At this penalty and below, errors are forgiven: one error is, after a success or a half-life. */
export const PENALTY_FORGIVEN = 0.5;

/** A pod that fails for long is forgiven after four successes or half-lives. */
export const PENALTY_MAX = 8;

/** The error level, halved with every half-life since it was set. */
export const penaltyOf = (errorLevel: number, errorAtMs: number, nowMs: number, halfLifeMs: number): number =>
  errorLevel === 0 ? 0 : errorLevel * 2 ** (-Math.max(0, nowMs - errorAtMs) / halfLifeMs);

/** Keeps out a pod whose errors are not forgiven yet. */
export const isFailing = (
  errorLevel: number,
  errorAtMs: number,
  nowMs: number,
  halfLifeMs: number,
): boolean => penaltyOf(errorLevel, errorAtMs, nowMs, halfLifeMs) > PENALTY_FORGIVEN;

/** When the pod stops to be failing, if nothing further happens; `-Infinity` when it is not. */
export const forgivenAtMs = (errorLevel: number, errorAtMs: number, halfLifeMs: number): number =>
  errorLevel > PENALTY_FORGIVEN
    ? errorAtMs + halfLifeMs * Math.log2(errorLevel / PENALTY_FORGIVEN)
    : -Infinity;
