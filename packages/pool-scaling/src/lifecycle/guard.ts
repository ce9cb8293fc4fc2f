import type { PodAction } from "../plan/action.ts";
import type { PodView } from "./pod-view.ts";
import type { StepContext } from "./step.ts";
import { past } from "./time.ts";

const NONE: readonly PodAction[] = [];

/**
 * Keeps other killers off a pod that has clients, or may have: node drain, the cluster autoscaler,
 * Karpenter. The mark goes no sooner than a lease after it was set, so that a pod between no client and
 * one does not cost a write each time; on a pod that is about to go it stays.
 */
export function guardActions({ pod, evidence }: PodView, { spec, nowMs }: StepContext): readonly PodAction[] {
  const { routeId, uid, phase, guardedSinceMs } = pod;
  const busy =
    evidence.kind === "reported" ? evidence.clients > 0 : evidence.kind === "silent" && phase.opened;
  if (busy) return guardedSinceMs === undefined ? [{ kind: "guard", routeId, uid }] : NONE;
  if (guardedSinceMs === undefined || phase.name === "draining" || phase.name === "closed") return NONE;
  return nowMs >= past(guardedSinceMs, nowMs) + spec.leaseMs ? [{ kind: "unguard", routeId, uid }] : NONE;
}
