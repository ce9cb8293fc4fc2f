import {
  SNAPSHOT_ABSENT,
  SNAPSHOT_END,
  SNAPSHOT_FORMAT,
  SNAPSHOT_STATE_DRAINING,
  SNAPSHOT_STATE_OPEN,
} from "../wire.ts";
import type { Snapshot, SnapshotPod } from "./snapshot.ts";

const encodePod = (pod: SnapshotPod): string =>
  `${pod.podId} ${pod.routeId ?? SNAPSHOT_ABSENT} ${pod.endpoint ?? SNAPSHOT_ABSENT} ${
    pod.state === "open" ? SNAPSHOT_STATE_OPEN : SNAPSHOT_STATE_DRAINING
  } ${pod.score} ${pod.step} ${pod.room ?? SNAPSHOT_ABSENT}\n`;

/**
 * Writes a snapshot in the text form of `docs/protocol.md`. The values must have the forms of
 * {@link SnapshotPod}; `parseSnapshot(encodeSnapshot(s))` equals `s`.
 */
export function encodeSnapshot(snapshot: Snapshot): string {
  let text = `${SNAPSHOT_FORMAT} ${snapshot.generation} ${snapshot.maxAgeMs} ${snapshot.poolSize} ${snapshot.pods.length} ${snapshot.askers}\n`;
  for (const pod of snapshot.pods) text += encodePod(pod);
  return `${text}${SNAPSHOT_END}\n`;
}
