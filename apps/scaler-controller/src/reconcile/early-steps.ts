import { podOfAction, type PlanAction } from "@fairlead/pool-scaling";
import type { ManagedPod } from "../interfaces/pods.ts";

/** Chooses what of a plan may be done on a glance. */
export interface EarlySteps {
  /** `pods`: as the glance that was planned from shows them. Gives each step once. */
  take(actions: readonly PlanAction[], pods: readonly ManagedPod[]): readonly PlanAction[];
}

/** Whether it only brings a pod in, and the API server refuses it on a Job that has gone on since. */
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

const nameOf = (action: PlanAction): string =>
  "epoch" in action
    ? `${action.kind} ${action.epoch}`
    : "fromRevision" in action
      ? `${action.kind} ${action.fromRevision}`
      : action.kind;

/**
 * A pod on its way in is waited for, and an old view of it does no harm: it gets the route that it gets anyway, or
 * is opened on condition that its phase is still the one that was seen. What a glance asks for again is left to a
 * read: the watch may be behind the scaler's own writes, or be deaf.
 */
export function createEarlySteps(): EarlySteps {
  const taken = new Map<string, Set<string>>();
  return {
    take(actions, pods) {
      const starting = new Map(
        pods.flatMap(({ phase, routeId, uid }) => (phase.name === "starting" ? [[routeId, uid]] : [])),
      );
      const present = new Set(pods.map(({ uid }) => uid));
      for (const uid of taken.keys()) if (!present.has(uid)) taken.delete(uid);
      const lanes = Map.groupBy(actions, (action) => starting.get(podOfAction(action) ?? ""));
      return [...lanes].flatMap(([uid, lane]) => {
        if (uid === undefined || !lane.every(bringsIn)) return [];
        const names = taken.get(uid) ?? new Set();
        const steps = lane.filter(({ kind }) => kind !== "recordEvent").map(nameOf);
        if (steps.length === 0 || steps.some((name) => names.has(name))) return [];
        for (const name of steps) names.add(name);
        taken.set(uid, names);
        return lane;
      });
    },
  };
}
