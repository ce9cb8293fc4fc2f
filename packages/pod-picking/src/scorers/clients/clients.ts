import type { Scorer } from "../scorer.ts";

/** Fewest clients first. */
export const clientsScorer: Scorer = {
  score: (load) => load,
  step: () => 1,
  snapshotScale: 1_000,
};
