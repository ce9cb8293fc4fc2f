import type { Random } from "./clock.ts";

/** Stretches a duration by up to `factor` of itself, so that many who wait do not come back at the same time. */
export const jitter = (durationMs: number, factor: number, random: Random): number =>
  durationMs * (1 + factor * random());

/** A row of waits that grow. */
export interface BackOffOptions {
  readonly firstMs: number;
  readonly factor: number;
  readonly limitMs: number;
  /** Each wait is stretched by up to this part of itself. */
  readonly jitter: number;
  /** After so long without a wait the row begins anew. */
  readonly resetAfterMs: number;
}

/** How client-go's reflectors wait after a list or watch that failed. */
export const REFLECTOR_BACK_OFF: BackOffOptions = {
  firstMs: 800,
  factor: 2,
  limitMs: 30_000,
  jitter: 1,
  resetAfterMs: 120_000,
};

/** Gives one wait after the other. */
export interface BackOff {
  /** How long to wait this time, in milliseconds. */
  next(nowMs: number): number;
}

/** Starts a row of waits. */
export function createBackOff(options: BackOffOptions, random: Random): BackOff {
  let waitMs = options.firstMs;
  let lastMs: number | undefined;
  return {
    next(nowMs) {
      if (lastMs !== undefined && nowMs - lastMs > options.resetAfterMs) waitMs = options.firstMs;
      lastMs = nowMs;
      const current = waitMs;
      waitMs = Math.min(waitMs * options.factor, options.limitMs);
      return jitter(current, options.jitter, random);
    },
  };
}
