import type { PoolCondition, PoolStatus } from "../lifecycle/pool-status.ts";
import type { PlanAction } from "./action.ts";

/** What a plan wants to be remembered. */
export interface Remembered {
  /** The plan changes how many pods serve. */
  readonly isDecision: boolean;
  readonly nextOrdinal: number;
  readonly pendingStarts: readonly string[];
  readonly pendingDrains: PoolStatus["pendingDrains"];
  readonly reopening: PoolStatus["reopening"];
  readonly failedStarts: PoolStatus["failedStarts"];
  readonly desiredReplicas: number;
  readonly conditions: readonly PoolCondition[];
}

const isSameList = <Item>(one: readonly Item[], other: readonly Item[]): boolean =>
  one.length === other.length && one.every((item, index) => item === other[index]);

function isSame(one: PoolStatus, other: PoolStatus): boolean {
  return (
    one.decisions === other.decisions &&
    one.nextOrdinal === other.nextOrdinal &&
    one.desiredReplicas === other.desiredReplicas &&
    one.failedStarts.count === other.failedStarts.count &&
    one.failedStarts.lastAtMs === other.failedStarts.lastAtMs &&
    isSameList(one.pendingStarts, other.pendingStarts) &&
    isSameList(one.pendingDrains.routeIds, other.pendingDrains.routeIds) &&
    isSameList(one.reopening.routeIds, other.reopening.routeIds) &&
    // A condition that did not change is the same object.
    isSameList(one.conditions, other.conditions)
  );
}

/** The status after a plan, and the write that it needs, if it differs. */
export function nextStatus(
  before: PoolStatus,
  { isDecision, ...remembered }: Remembered,
): { readonly status: PoolStatus; readonly actions: readonly PlanAction[] } {
  const decisions = before.decisions + Number(isDecision);
  const status = { ...remembered, decisions, revision: before.revision };
  if (isSame(before, status)) return { status: before, actions: [] };
  const written = { ...status, revision: before.revision + 1 };
  return {
    status: written,
    actions: [{ kind: "updateStatus", fromRevision: before.revision, status: written }],
  };
}
