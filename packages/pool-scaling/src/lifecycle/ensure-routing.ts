import type { PodAction } from "../plan/action.ts";
import type { PodView } from "./pod-view.ts";
import { confirmPresent, isCurrent, type AskedGateways } from "./routing-state.ts";
import type { StepContext } from "./step.ts";

const NONE: readonly PodAction[] = [];

/** The writes that a pod's route lacks: the subset first, and the route once the subset is written. */
export function ensureRouting({ pod, routing }: PodView, { spec }: StepContext): readonly PodAction[] {
  if (spec.routing === "override-host") return NONE;
  const { routeId, uid, phase } = pod;
  const hasSubset = isCurrent(routing.subset, pod);
  const hasRoute = isCurrent(routing.route, pod);
  if (hasSubset && hasRoute) return NONE;
  return [
    ...(hasSubset ? [] : [{ kind: "addSubset", routeId, uid, epoch: phase.epoch } as const]),
    ...(hasRoute ? [] : [{ kind: "addRoute", routeId, uid, epoch: phase.epoch } as const]),
  ];
}

/** The gateways that do not lead to the pod yet; `undefined` when all do. */
export function unroutedGateways(
  { pod, routing }: PodView,
  context: StepContext,
  which: AskedGateways = "serving",
): readonly string[] | undefined {
  if (context.spec.routing === "override-host") return undefined;
  const confirmation = confirmPresent(routing, context.gateways, which);
  if (confirmation.confirmed && isCurrent(routing.route, pod) && isCurrent(routing.subset, pod))
    return undefined;
  return confirmation.confirmed ? [] : confirmation.gateways;
}
