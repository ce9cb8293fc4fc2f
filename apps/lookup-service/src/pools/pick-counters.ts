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
  /** Picks that other replicas were told of. */
  sharedSent: number;
  /** Picks of other replicas that were added to the load. */
  sharedTaken: number;
  /** Picks that could not be told in time, or were told of a pod that is not known or after their lease. */
  sharedDropped: number;
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
  sharedSent: 0,
  sharedTaken: 0,
  sharedDropped: 0,
});
