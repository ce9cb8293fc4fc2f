import type { PassResult } from "./create-pass.ts";

type Seen = Pick<PassResult, "observation" | "plan" | "replicaCount">;

/** Limits that only a change of the pool's spec moves. The others let go as time passes. */
const LASTING: ReadonlySet<string | undefined> = new Set([
  undefined,
  "DesiredWithinRange",
  "TooFewReplicas",
  "TooManyReplicas",
]);

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
    LASTING.has(limit)
  );
}
