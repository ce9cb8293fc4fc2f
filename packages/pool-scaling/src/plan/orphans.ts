import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import { confirmGone, type PodRouting } from "../lifecycle/routing-state.ts";
import type { StepContext } from "../lifecycle/step.ts";
import { past } from "../lifecycle/time.ts";
import type { PlanAction } from "./action.ts";

/**
 * Removes routes and subsets whose pod is gone, in the order that holds for a living one: the route, its
 * confirmation, the subset. They are left alone for a lease after they were written, since the list of
 * pods may be older than they are.
 */
export function removeOrphans(
  { routes, subsets }: ObservedPool,
  seen: ReadonlySet<string>,
  routingOf: (routeId: string) => PodRouting,
  { spec, gateways, nowMs }: StepContext,
): PlanAction[] {
  const isOrphan = ({ routeId, writtenAtMs }: { routeId: string; writtenAtMs: number }): boolean =>
    !seen.has(routeId) && nowMs >= past(writtenAtMs, nowMs) + spec.leaseMs;
  const actions: PlanAction[] = [];
  for (const route of routes) {
    const { routeId, uid, epoch } = route;
    if (isOrphan(route)) actions.push({ kind: "removeRoute", routeId, uid, epoch });
  }
  for (const subset of subsets) {
    const { routeId, uid, epoch } = subset;
    if (isOrphan(subset) && confirmGone(routingOf(routeId), gateways, spec, nowMs).confirmed) {
      actions.push({ kind: "removeSubset", routeId, uid, epoch });
    }
  }
  return actions;
}
