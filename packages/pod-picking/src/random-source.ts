/**
 * A number from 0 (included) to 1 (excluded), as `Math.random` gives. Randomness is a parameter, so
 * that equal seeds give equal picks.
 */
export type RandomSource = () => number;

/** An index from 0 to `count - 1`; stays in range even when the source breaks its promise. */
export function randomIndex(random: RandomSource, count: number): number {
  const index = Math.floor(random() * count);
  return index >= 0 && index < count ? index : 0;
}
