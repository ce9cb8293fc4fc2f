import { createHash } from "node:crypto";
import type { PodReading } from "./pod-reading.ts";
import type { PoolPod } from "./pool-pod.ts";

/**
 * Which pods there are of which anything has been heard, how each is reached, and which of them take new clients; not
 * how busy they are. A pod is given to nobody before its first report, unless nothing better is known.
 */
export interface PodListing {
  /** The same in every process for the same pods. */
  readonly digest: string;
  /** `undefined`: the pod is gone. True when the listing is another one now. */
  set(podId: string, pod: PoolPod | undefined, says: PodReading["says"]): boolean;
}

const hash = (line: string): bigint => createHash("sha256").update(line).digest().readBigUInt64BE();

/** Creates one without pods. A pod that changes costs the same however many there are. */
export function createPodListing(): PodListing {
  const lines = new Map<string, string>();
  // Of all pods, whatever their order: each is taken out again by being put in once more.
  let combined = 0n;
  return {
    get digest() {
      return combined.toString(16).padStart(16, "0");
    },
    set(podId, pod, says) {
      const before = lines.get(podId);
      const line =
        pod === undefined || says === undefined
          ? undefined
          : `${podId} ${pod.state} ${says} ${pod.routeId} ${pod.endpoint}`;
      if (line === before) return false;
      if (before !== undefined) combined ^= hash(before);
      if (line === undefined) lines.delete(podId);
      else {
        combined ^= hash(line);
        lines.set(podId, line);
      }
      return true;
    },
  };
}
