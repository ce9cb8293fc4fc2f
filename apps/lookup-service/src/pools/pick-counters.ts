/** How lookups of a pool ended; counted on the hot path, so plain numbers. */
export interface PickCounters {
  /** New picks by `/pod-lookup`. */
  picked: number;
  /** New picks while no pod had a fresh report. */
  blind: number;
  /** Preferred pods that were kept. */
  kept: number;
  noPod: number;
  full: number;
  /** Picks that filters made from a snapshot and told of. */
  reported: number;
  /** Snapshot requests answered 200. */
  snapshotSent: number;
  /** Snapshot requests answered 304. */
  snapshotUnchanged: number;
}

/** Counters at zero. */
export const createPickCounters = (): PickCounters => ({
  picked: 0,
  blind: 0,
  kept: 0,
  noPod: 0,
  full: 0,
  reported: 0,
  snapshotSent: 0,
  snapshotUnchanged: 0,
});
