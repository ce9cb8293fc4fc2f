/** Longest pause between two attempts. */
export const PUSH_DELAY_MAX_MS = 30_000;

/**
 * Milliseconds until the next push: the interval, doubled with each failure in a row up to 30 s (or
 * the interval, where that is longer), of which a random half is taken off after failures, so that
 * pods do not return all at once to a service that was down.
 *
 * @param random from 0 (inclusive) to 1
 */
export function pushDelayMs(intervalMs: number, failures: number, random: number): number {
  if (failures === 0) return intervalMs;
  const ceiling = Math.max(intervalMs, Math.min(PUSH_DELAY_MAX_MS, intervalMs * 2 ** failures));
  return Math.max(intervalMs, ceiling * (1 - random / 2));
}
