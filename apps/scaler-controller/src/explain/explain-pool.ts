import { explainPod, explainPool as explainPlan, explainReplicaCount } from "@fairlead/pool-scaling";
import type { PassResult } from "../reconcile/create-pass.ts";

/** Why a pool is as it is, one sentence a line: its pods, how their number came about, then each pod. */
export function explainPool(pool: string, { plan, replicaCount }: PassResult): string {
  const { explanation } = plan;
  return [
    `${pool}:`,
    ...explainPlan(explanation),
    "",
    explainReplicaCount(replicaCount),
    "",
    ...explanation.pods.map(({ routeId }) => explainPod(explanation, routeId) ?? ""),
    "",
  ].join("\n");
}
