/** Between two snapshots of a gateway. */
export const SNAPSHOT_INTERVAL_MS = 200;
