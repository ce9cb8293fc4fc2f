import { createHash } from "node:crypto";
import type { PodReading } from "./pod-reading.ts";
import type { PoolPod } from "./pool-pod.ts";

/**
 * Stands for which pods there are of which anything has been heard, how each is reached, and which of them take new
 * clients; not for how busy they are. A pod is given to nobody before its first report, unless nothing better is known.
 * Every process gives the same for the same pods.
 */
export function listingDigest(
  pods: ReadonlyMap<string, PoolPod>,
  readings: ReadonlyMap<string, Pick<PodReading, "says">>,
): string {
  const lines = [...pods.values()].flatMap(({ endpoint, podId, routeId, state }) => {
    const says = readings.get(podId)?.says;
    return says === undefined ? [] : [`${podId} ${state} ${says} ${routeId} ${endpoint}\n`];
  });
  return createHash("sha256").update(lines.sort().join("")).digest("hex").slice(0, 12);
}
