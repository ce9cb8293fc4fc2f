import type { LifecyclePod } from "../lifecycle/lifecycle-pod.ts";
import { podOfAction, type PlanLane } from "./plan-stages.ts";
import type { PlanAction } from "./action.ts";

/** Whether it leads to an open pod. */
function bringsIn(action: PlanAction): boolean {
  switch (action.kind) {
    case "addRoute":
    case "addSubset":
    case "recordEvent":
      return true;
    case "setPhase":
      return action.phase.name === "open";
    default:
      return false;
  }
}

/** What of a plan brings in one pod. */
export interface LaneIn<Pod> {
  readonly pod: Pod;
  readonly lane: PlanLane;
}

/**
 * The lanes of a plan in which a starting pod gets its route or is opened, and nothing else. They rest neither on the
 * status that the plan writes first nor on how old the observation is: a pod that has been told to go meanwhile is in
 * another phase, and a route that it gets all the same has to be seen to be gone before it is deleted.
 */
export function lanesIn<Pod extends Pick<LifecyclePod, "phase" | "routeId">>(
  actions: readonly PlanAction[],
  pods: readonly Pod[],
): readonly LaneIn<Pod>[] {
  const starting = new Map(
    pods.flatMap((pod) => (pod.phase.name === "starting" ? [[pod.routeId, pod] as const] : [])),
  );
  const lanes = Map.groupBy(actions, (action) => starting.get(podOfAction(action) ?? ""));
  return [...lanes].flatMap(([pod, lane]) =>
    pod !== undefined && lane.every(bringsIn) && lane.some(({ kind }) => kind !== "recordEvent")
      ? [{ pod, lane }]
      : [],
  );
}
