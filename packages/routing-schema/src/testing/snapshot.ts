import type { Snapshot, SnapshotPod } from "../snapshot/snapshot.ts";

/** An open pod without limit, reached by route id and by endpoint. */
export const snapshotPod = (overrides: Partial<SnapshotPod> = {}): SnapshotPod => ({
  podId: "chat-1-x2k4q",
  routeId: "chat-1",
  endpoint: "10.0.3.17:8080",
  state: "open",
  score: 0,
  step: 1,
  room: null,
  ...overrides,
});

/** A complete snapshot of three open pods; `poolSize` follows from `pods`. */
export function snapshot(overrides: Partial<Snapshot> = {}): Snapshot {
  const pods =
    overrides.pods ??
    [1, 2, 3].map((number) =>
      snapshotPod({
        podId: `chat-${number}-x2k4q`,
        routeId: `chat-${number}`,
        endpoint: `10.0.3.${number}:8080`,
      }),
    );
  return { generation: 1, maxAgeMs: 10_000, poolSize: pods.length, askers: 1, ...overrides, pods };
}
