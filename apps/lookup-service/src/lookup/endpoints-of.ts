import { FALLBACKS_MAX } from "../pools/pool.ts";
import type { PoolPod } from "../pools/pool-pod.ts";

/** The chosen pod's endpoint, and at most {@link FALLBACKS_MAX} others for a retry, joined by commas. */
export function endpointsOf(endpoint: string, fallbacks: readonly PoolPod[]): string {
  let endpoints = endpoint;
  let count = 0;
  for (const fallback of fallbacks) {
    if (count === FALLBACKS_MAX) break;
    if (fallback.endpoint === null || fallback.endpoint === endpoint) continue;
    endpoints += `,${fallback.endpoint}`;
    count += 1;
  }
  return endpoints;
}
