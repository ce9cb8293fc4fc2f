import type { PoolStatus } from "../lifecycle/pool-status.ts";
import type { StepContext } from "../lifecycle/step.ts";
import type { Replicas } from "./census.ts";
import { mayBeUnseen } from "./may-be-unseen.ts";

type PendingDrains = PoolStatus["pendingDrains"];

/** The replicas that an earlier plan told to drain, and that may yet do so. */
export function recentDrains(
  { live }: Replicas,
  { pendingDrains }: PoolStatus,
  context: StepContext,
): ReadonlySet<string> {
  const { routeIds, atMs } = pendingDrains;
  if (!mayBeUnseen(atMs, context)) return new Set();
  const told = new Set(routeIds);
  return new Set(live.map(({ pod }) => pod.routeId).filter((routeId) => told.has(routeId)));
}

/**
 * What the next plan has to know. Pods that this one does not drain any more stay in it: nobody takes back a
 * write that is on its way.
 */
export function nextDrains(
  recent: ReadonlySet<string>,
  drained: readonly string[],
  before: PendingDrains,
  nowMs: number,
): PendingDrains {
  return {
    routeIds: [...new Set([...drained, ...recent])],
    atMs: drained.length > 0 ? nowMs : before.atMs,
  };
}
