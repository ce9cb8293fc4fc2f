import { explainReplicaCount } from "@fairlead/pool-scaling";
import type { PlanExplanation } from "../planner.ts";
import type { PassResult } from "../reconcile/create-pass.ts";
import { explainPod } from "./explain-pod.ts";

const BECAUSE: Readonly<Record<PlanExplanation["desired"]["because"], string>> = {
  load: "that is what the load asks for",
  minimum: "the minimum holds",
  maximum: "the maximum holds",
  no_metric: "no metric says anything, so the last number stays",
  pool_deleted: "the pool is being deleted",
};

const BLOCKED = {
  lookup_silent: "Nothing goes at the moment: the lookup service is not heard.",
  no_reports: "Nothing goes at the moment: no open pod is heard.",
} as const;

const LIMITS = {
  start_limit: "As many pods are starting as may start at once.",
  back_off: "Pods failed to start, so the next try waits.",
  max_replicas: "There are as many pods as there may be.",
} as const;

/** Why a pool is as it is, one sentence a line. */
export function explainPool(pool: string, { plan, replicaCount }: PassResult): string {
  const { counts, desired, down, nowMs, pods, scaleDownBlocked, up } = plan.explanation;
  return [
    `${pool}: ${counts.open} open, ${counts.starting} starting, ${counts.draining} draining and ${counts.closed} closed pods; ${desired.replicas} wanted: ${BECAUSE[desired.because]}.`,
    explainReplicaCount(replicaCount),
    ...(scaleDownBlocked === undefined ? [] : [BLOCKED[scaleDownBlocked]]),
    ...(up.missing === 0 ? [] : [`${up.missing} missing.`]),
    ...(up.limit === undefined ? [] : [LIMITS[up.limit]]),
    ...(down.excess === 0 ? [] : [`${down.excess} too many.`]),
    ...(down.pickerNote === undefined ? [] : [`The picker was not followed: ${down.pickerNote}.`]),
    ...pods.map((pod) => explainPod(pod, nowMs)),
    "",
  ].join("\n");
}
