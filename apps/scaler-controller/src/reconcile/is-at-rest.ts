import type { PassResult } from "./create-pass.ts";

type Seen = Pick<PassResult, "observation" | "plan" | "replicaCount">;

/** Limits that let go as time passes. The others only a change of the pool's spec moves. */
const PASSING: ReadonlySet<Seen["replicaCount"]["limit"]> = new Set(["ScaleUpLimit", "ScaleDownLimit"]);

/**
 * Whether only news would change what the next look decides: all pods are open, as many as are wanted, and nothing waits for a
 * time to come. News wakes the scaler, whatever it is.
 */
export function isAtRest({ observation, plan, replicaCount }: Seen): boolean {
  const { lookupFault, pods, waitingClients } = observation;
  const { currentReplicas, desiredReplicas, idleUntilMs, limit, proposedReplicas, stabilizedReplicas } =
    replicaCount;
  return (
    plan.actions.length === 0 &&
    plan.wakeAtMs === undefined &&
    lookupFault === undefined &&
    waitingClients === 0 &&
    pods.every(({ phase }) => phase.name === "open") &&
    currentReplicas === desiredReplicas &&
    stabilizedReplicas === proposedReplicas &&
    idleUntilMs === undefined &&
    !PASSING.has(limit)
  );
}
