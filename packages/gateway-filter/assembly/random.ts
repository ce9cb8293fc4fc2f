/**
 * Random numbers of this VM: xorshift64*. Good enough to choose between pods; not for secrets.
 * Source of the constants: Vigna, "An experimental exploration of Marsaglia's xorshift generators" (2016).
 */
let state: u64 = 0x9e3779b97f4a7c15;

/** Mixes a value into the state, as the host's clock: VMs that start together differ by their context. */
export function seed(value: u64): void {
  state ^= value * 0xbf58476d1ce4e5b9;
  if (state == 0) state = 0x9e3779b97f4a7c15;
  for (let round = 0; round < 8; round++) next();
}

/** 32 random bits. */
export function next(): u32 {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  return <u32>((state * 0x2545f4914f6cdd1d) >> 32);
}

/** A random integer in [0, bound). `bound` must be above 0. */
export function below(bound: u32): u32 {
  return <u32>(((<u64>next()) * bound) >> 32);
}

/** A random number in [0, 1). */
export function fraction(): f64 {
  return (<f64>next()) / 4294967296.0;
}
