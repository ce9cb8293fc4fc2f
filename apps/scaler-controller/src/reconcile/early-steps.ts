import { lanesIn, type PlanAction } from "@fairlead/pool-scaling";
import type { ManagedPod } from "../interfaces/pods.ts";

/** Chooses what of a plan may be done on a glance. */
export interface EarlySteps {
  /** `pods`: as the glance that was planned from shows them. Gives each step once. */
  take(actions: readonly PlanAction[], pods: readonly ManagedPod[]): readonly PlanAction[];
}

/** Which step, and from where; `undefined` for what changes nothing. */
function stepOf(action: PlanAction): string | undefined {
  if ("epoch" in action) return `${action.kind} ${action.epoch}`;
  return "fromRevision" in action ? `${action.kind} ${action.fromRevision}` : undefined;
}

/**
 * A pod on its way in is waited for, and an old view of it does no harm. What a glance asks for again is left to a
 * read: the watch may be behind the scaler's own writes, or be deaf.
 */
export function createEarlySteps(): EarlySteps {
  /** By the uid of the Job. */
  const taken = new Map<string, Set<string>>();
  return {
    take(actions, pods) {
      const present = new Set(pods.map(({ uid }) => uid));
      for (const uid of taken.keys()) if (!present.has(uid)) taken.delete(uid);
      return lanesIn(actions, pods).flatMap(({ lane, pod: { uid } }) => {
        const known = taken.get(uid) ?? new Set();
        const steps = lane.flatMap((action) => stepOf(action) ?? []);
        if (steps.some((step) => known.has(step))) return [];
        taken.set(uid, new Set([...known, ...steps]));
        return lane;
      });
    },
  };
}
