import type { Scorer } from "../scorer.ts";

/** Capacity that a pod without a limit is compared by. */
export const UNLIMITED_CAPACITY = 1_000;

const comparable = (capacity: number): number => (capacity === Infinity ? UNLIMITED_CAPACITY : capacity);

/** Smallest share of the capacity first. */
export const utilizationScorer: Scorer = {
  score: (load, capacity) => load / comparable(capacity),
  step: (capacity) => 1 / comparable(capacity),
  snapshotScale: 1_000_000,
};
