/** How far the ratio of usage to target may lie from 1 without a change. */
export interface Tolerance {
  readonly scaleDown: number;
  readonly scaleUp: number;
}

/** Kubernetes' own: a tenth, in both directions. */
export const DEFAULT_TOLERANCE: Tolerance = { scaleDown: 0.1, scaleUp: 0.1 };

/**
 * Whether a ratio is close enough to 1; both ends belong to it. The sums are made in doubles, in the order
 * Kubernetes makes them, so that a ratio at the very end falls on the same side. Not a number is never within.
 */
export const isWithinTolerance = (ratio: number, { scaleDown, scaleUp }: Tolerance): boolean =>
  1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
