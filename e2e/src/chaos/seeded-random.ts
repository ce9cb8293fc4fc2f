/** Chance that comes out the same for the same seed. */
export interface SeededRandom {
  /** From 0 to below 1. */
  next(): number;
  between(low: number, high: number): number;
  pick<Value>(values: readonly Value[]): Value | undefined;
}

/** mulberry32, a generator of 32 bits of state: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick: (values) => values[Math.floor(next() * values.length)],
  };
}
