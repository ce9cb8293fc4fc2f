import type { RandomSource } from "./random-source.ts";

/**
 * A repeatable random source: equal seeds give equal numbers. For simulations and tests.
 *
 * The generator is Marsaglia's xorshift (2003) with 32 bits; the seed is mixed first, so that
 * neighbouring seeds give unrelated numbers.
 */
export function createSeededRandom(seed: number): RandomSource {
  let state = Math.imul((seed | 0) ^ 0x9e3779b9, 0x85ebca6b) || 1;
  state ^= state >>> 16;
  state = state === 0 ? 1 : state;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  for (let warmUp = 0; warmUp < 8; warmUp += 1) next();
  return next;
}
