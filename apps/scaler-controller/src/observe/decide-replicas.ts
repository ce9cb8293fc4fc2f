import { desiredReplicas, poolReplicaCountInput, type ReplicaCountDecision } from "@fairlead/pool-scaling";
import type { PoolDeclaration } from "../interfaces/pool.ts";
import type { Observation } from "./create-observer.ts";
import { replicaPods } from "./replica-pods.ts";

/** How many replicas the load asks for, and why. */
export interface ReplicaDecision extends ReplicaCountDecision {
  /** What the planner is told: `undefined` where no metric can say. */
  readonly asked: number | undefined;
}

/**
 * Decides from what is observed; what earlier decisions left is in the stored status.
 *
 * Whether a report is fresh is judged at the time of the lookup service's last view. While the service is
 * away, reports grow old one after the other, and pods that are missing one by one look like less load.
 */
export function decideReplicas(
  { pods, readings, reports, stored, viewedAtMs = Infinity, waitingClients }: Observation,
  { scaling, lifecycle }: PoolDeclaration,
  nowMs: number,
): ReplicaDecision {
  const counted = replicaPods(pods, reports, lifecycle.reportMaxAgeMs, Math.min(nowMs, viewedAtMs));
  const currentReplicas = stored.pool.revision > 0 ? stored.pool.desiredReplicas : counted.length;
  const input = poolReplicaCountInput(scaling, { currentReplicas, pods: counted, readings, waitingClients });
  const decision = desiredReplicas(input, stored.replicaCount, nowMs);
  return {
    ...decision,
    asked: decision.explanation.step === "no_usable_metric" ? undefined : decision.desired,
  };
}
