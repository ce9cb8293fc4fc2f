/** Intervals and times that the latencies are made of, in milliseconds. */
export const SETTINGS = {
  /** Of the lookup service, from one report of a pod to the next. */
  collectionIntervalMs: 500,
  /** Of the gateway's filter, from one snapshot to the next. */
  snapshotIntervalMs: 500,
  /** The oldest snapshot that a gateway picks from. */
  snapshotMaxAgeMs: 1_000,
  leaseMs: 1_000,
} as const;

/** Clients that a pod should have. */
export const TARGET = 2;

const { collectionIntervalMs, leaseMs, snapshotIntervalMs, snapshotMaxAgeMs } = SETTINGS;

/** The file of `--pool`: one pod, or two. */
export const POOL = {
  picking: { leaseSeconds: leaseMs / 1_000, reportMaxAgeSeconds: 3 },
  scaling: {
    minReplicas: 1,
    maxReplicas: 2,
    targetClientsPerPod: TARGET,
    behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
  },
};

/** The file of `--config`. */
export const CONFIG = {
  filter: { snapshot_interval_ms: snapshotIntervalMs },
  lookup: {
    collection: { minIntervalMs: collectionIntervalMs, maxIntervalMs: collectionIntervalMs },
    snapshot: { maxAgeMs: snapshotMaxAgeMs },
  },
};
