import type { PlanAction } from "./action.ts";

/** Actions that may be applied at the same time as those of other lanes, but only in this order among themselves. */
export type PlanLane = readonly PlanAction[];

/** Lanes that nothing in the plan holds apart. A stage begins when the one before it has ended. */
export type PlanStage = readonly PlanLane[];

/** The pod that an action is about; `undefined` for one of the whole pool. */
export const podOfAction = (action: PlanAction): string | undefined =>
  "routeId" in action ? action.routeId : undefined;

/**
 * What of a plan may be applied side by side. The actions of one pod keep their order. Those of different pods rest
 * on nothing of each other: each is planned as though those of the others had failed, and says what it needs of its
 * own objects as its precondition. An action of the whole pool stands alone: the status comes before all that it
 * stands for, and a pool is released after everything else.
 */
export function planStages(actions: readonly PlanAction[]): PlanStage[] {
  const stages: PlanStage[] = [];
  let lanes = new Map<string, PlanAction[]>();
  const close = (): void => {
    if (lanes.size > 0) stages.push([...lanes.values()]);
    lanes = new Map();
  };
  for (const action of actions) {
    const pod = podOfAction(action);
    if (pod === undefined) {
      close();
      stages.push([[action]]);
      continue;
    }
    const lane = lanes.get(pod);
    if (lane === undefined) lanes.set(pod, [action]);
    else lane.push(action);
  }
  close();
  return stages;
}
