import { createHash } from "node:crypto";
import type { PoolPod } from "./pool-pod.ts";

/**
 * Stands for which pods there are, how each is reached, and which of them take new clients; not for how busy they are.
 * Every process gives the same for the same pods.
 */
export function listingDigest(pods: Iterable<PoolPod>): string {
  const lines = [...pods].map(
    ({ endpoint, podId, routeId, state }) => `${podId} ${state} ${routeId} ${endpoint}\n`,
  );
  return createHash("sha256").update(lines.sort().join("")).digest("hex").slice(0, 12);
}
