import type { LifecyclePod } from "./lifecycle-pod.ts";
import { past } from "./time.ts";

/**
 * Since when nobody new is led to a draining or closed pod; `undefined` while somebody may be.
 *
 * A view counts only when the lookup service has read the phase that the pod has now: an older one may
 * lie before a time in which the pod was open again. A pod that was never opened was never listed.
 */
export function withheldSince({ phase, lookup }: LifecyclePod, nowMs: number): number | undefined {
  if (!phase.opened) return past(phase.drainSinceMs ?? phase.sinceMs, nowMs);
  if (lookup?.phaseRevision !== phase.revision || lookup.withheldSinceMs === undefined) return undefined;
  return past(lookup.withheldSinceMs, nowMs);
}

/** Since when not even a client that names the closed pod is led to it; `undefined` while one may be. */
export function unlistedSince({ phase, lookup }: LifecyclePod, nowMs: number): number | undefined {
  if (!phase.opened) return past(phase.sinceMs, nowMs);
  if (lookup?.phaseRevision !== phase.revision || lookup.unlistedSinceMs === undefined) return undefined;
  return past(lookup.unlistedSinceMs, nowMs);
}
