/** Something worth knowing about the pool that lasts. */
export interface PoolCondition {
  readonly type: "ScaleDownBlocked" | "StartsFailing" | "DrainOverdue";
  readonly status: boolean;
  readonly sinceMs: number;
  readonly reason: string;
}

/**
 * What a plan remembers, besides what the pods themselves carry. It is written before anything it
 * stands for is done, on condition that nobody else wrote since; it does not grow with the pool.
 */
export interface PoolStatus {
  /** Grows by one with every write; the precondition of the next. */
  readonly revision: number;
  /** Grows with every plan that creates, brings back or drains, and so fences off a controller that missed it. */
  readonly decisions: number;
  /** The number in the next pod's name. */
  readonly nextOrdinal: number;
  /** Names given to pods that have not been seen yet; at most as many as may start at once. */
  readonly pendingStarts: readonly string[];
  /**
   * Pods that an earlier plan told to drain and that did not when they were seen last; for two leases they may
   * yet do so, and are taken before others.
   */
  readonly pendingDrains: { readonly routeIds: readonly string[]; readonly atMs: number };
  /** Pods that an earlier plan told to open again; for two leases they may yet do so. */
  readonly reopening: { readonly routeIds: readonly string[]; readonly atMs: number };
  /** Starts that failed since a pod last opened. */
  readonly failedStarts: { readonly count: number; readonly lastAtMs: number };
  /** The last number of replicas that was known to be wanted. */
  readonly desiredReplicas: number;
  readonly conditions: readonly PoolCondition[];
}

/** The status of a pool that has never been planned for. */
export const EMPTY_STATUS: PoolStatus = {
  revision: 0,
  decisions: 0,
  nextOrdinal: 1,
  pendingStarts: [],
  pendingDrains: { routeIds: [], atMs: 0 },
  reopening: { routeIds: [], atMs: 0 },
  failedStarts: { count: 0, lastAtMs: 0 },
  desiredReplicas: 0,
  conditions: [],
};
