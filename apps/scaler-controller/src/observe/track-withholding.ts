import type { ManagedPod } from "../interfaces/pods.ts";
import type { OutsideFallback } from "../interfaces/routes.ts";
import type { LookupEntry, WorkloadView } from "../interfaces/workload.ts";
import type { LookupView } from "@fairlead/pool-scaling";

interface Held {
  readonly revision: number;
  /** Since when the lookup service itself gives the pod to nobody new. */
  readonly withheldSinceMs: number | undefined;
  readonly unlistedSinceMs: number | undefined;
}

/** Remembers since when the lookup service has kept each pod back. */
export interface WithholdingTracker {
  /** Takes a view that the service has just given. `heardAtMs`: when its answer was complete. */
  take(view: WorkloadView, heardAtMs: number): void;
  /** How the pod is treated; `undefined` while the service has not read its present phase. */
  viewOf(
    pod: ManagedPod,
    outside: OutsideFallback | undefined,
    snapshotMaxAgeMs: number,
    nowMs: number,
  ): LookupView | undefined;
  /** Forgets all pods but these. */
  keep(routeIds: ReadonlySet<string>): void;
}

function next(held: Held | undefined, { phaseRevision: revision, state }: LookupEntry, atMs: number): Held {
  const before = held?.revision === revision ? held : undefined;
  return {
    revision: revision ?? -1,
    withheldSinceMs: state === "open" ? undefined : (before?.withheldSinceMs ?? atMs),
    unlistedSinceMs: state === "unlisted" ? (before?.unlistedSinceMs ?? atMs) : undefined,
  };
}

/**
 * A pod is kept back from the moment that the service was first heard to keep it back, and each time
 * anew after it was heard to give it out, or to have read another phase. Gateways go on picking from a
 * snapshot until its age limit, so that time is waited for on top.
 */
export function createWithholdingTracker(): WithholdingTracker {
  const pods = new Map<string, Held>();
  let heardOf: ReadonlySet<string> | undefined;
  const missing = new Map<string, { readonly revision: number; readonly sinceMs: number }>();

  /** A Job that has no pod, and that the service knows nothing of: there is nothing that it could give out. */
  function missingSince({ instance, phase, routeId }: ManagedPod, nowMs: number): number | undefined {
    if (instance !== undefined || heardOf === undefined || heardOf.has(routeId)) {
      missing.delete(routeId);
      return undefined;
    }
    const before = missing.get(routeId);
    const sinceMs = before?.revision === phase.revision ? before.sinceMs : nowMs;
    missing.set(routeId, { revision: phase.revision, sinceMs });
    return sinceMs;
  }

  return {
    take({ entries }, heardAtMs) {
      heardOf = new Set(entries.map(({ routeId }) => routeId));
      for (const entry of entries) {
        if (entry.phaseRevision === undefined) pods.delete(entry.routeId);
        else pods.set(entry.routeId, next(pods.get(entry.routeId), entry, heardAtMs));
      }
    },
    viewOf(pod, outside, snapshotMaxAgeMs, nowMs) {
      const { phase, routeId } = pod;
      const expired = (sinceMs: number | undefined): number | undefined =>
        sinceMs === undefined || sinceMs + snapshotMaxAgeMs > nowMs ? undefined : sinceMs + snapshotMaxAgeMs;
      const withoutPodMs = missingSince(pod, nowMs);
      if (withoutPodMs !== undefined) {
        const sinceMs = expired(withoutPodMs);
        return {
          phaseRevision: phase.revision,
          ...(sinceMs === undefined ? {} : { withheldSinceMs: sinceMs, unlistedSinceMs: sinceMs }),
        };
      }
      const held = pods.get(routeId);
      if (held?.revision !== phase.revision) return undefined;
      const lookupSinceMs = expired(held.withheldSinceMs);
      const fallbackSinceMs = outside?.phaseRevision === phase.revision ? outside.sinceMs : undefined;
      const unlistedSinceMs = expired(held.unlistedSinceMs);
      return {
        phaseRevision: phase.revision,
        ...(lookupSinceMs === undefined || fallbackSinceMs === undefined
          ? {}
          : { withheldSinceMs: Math.max(lookupSinceMs, fallbackSinceMs) }),
        ...(unlistedSinceMs === undefined ? {} : { unlistedSinceMs }),
      };
    },
    keep(routeIds) {
      for (const routeId of pods.keys()) if (!routeIds.has(routeId)) pods.delete(routeId);
      for (const routeId of missing.keys()) if (!routeIds.has(routeId)) missing.delete(routeId);
    },
  };
}
