/** One pod of a snapshot. All numbers are integers from 0 to 2^53 - 1. */
export interface SnapshotPod {
  readonly podId: string;
  /** `null` where the pool does not route by route id. */
  readonly routeId: string | null;
  /** `ip:port`; `null` where the pool does not route by endpoint. */
  readonly endpoint: string | null;
  readonly state: "open" | "draining";
  /** Estimated load; lower is better. Its unit is that of the pool's scorer. */
  readonly score: number;
  /** What one more client adds to the score; at least 1. */
  readonly step: number;
  /** Clients that the pod still takes; `null` for no limit. */
  readonly room: number | null;
}

/** The routable pods of a pool with their load, as the filter holds them. */
export interface Snapshot {
  /** Grows with every change. */
  readonly generation: number;
  /** A holder must not pick from the snapshot once it is older than this. */
  readonly maxAgeMs: number;
  /** Pods of the whole pool; more than `pods.length` when the snapshot is a sample. */
  readonly poolSize: number;
  /** Filter instances that picked lately, at least 1. */
  readonly askers: number;
  readonly pods: readonly SnapshotPod[];
}
