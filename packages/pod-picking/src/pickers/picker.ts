import type { RandomSource } from "../random-source.ts";

/**
 * Chooses among `slots[0 … count - 1]`, `count` at least 1, all of which may take the client; a
 * folder each beside this file. Returns the slot.
 */
export type Picker = (
  slots: Int32Array,
  count: number,
  scoreOf: (slot: number) => number,
  random: RandomSource,
) => number;
