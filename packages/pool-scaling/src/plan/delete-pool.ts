import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import type { PlanAction } from "./action.ts";

/** What is left of a pool that is being deleted; when nothing is, the pool itself may go. */
export function releaseWhenEmpty({ pods, routes, subsets }: ObservedPool): PlanAction[] {
  return pods.length + routes.length + subsets.length === 0 ? [{ kind: "releasePool" }] : [];
}

/** Deletes every pod at once, clients or not, as the user asked. */
export function deleteAtOnce({ pods }: ObservedPool): PlanAction[] {
  return pods
    .filter(({ deleting }) => !deleting)
    .map(({ routeId, uid, phase }) => ({ kind: "deletePod", routeId, uid, phaseRevision: phase.revision }));
}
