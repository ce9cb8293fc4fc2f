import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import { isOverdue } from "../lifecycle/drain-deadline.ts";
import type { PoolCondition } from "../lifecycle/pool-status.ts";
import type { Census } from "./census.ts";
import type { EventAction, EventReason } from "./action.ts";
import type { ScaleDownBlock } from "./scale-down-blocked.ts";

const EVENTS: Readonly<
  Record<PoolCondition["type"], readonly [whenTrue: EventReason, whenFalse: EventReason]>
> = {
  ScaleDownBlocked: ["ScaleDownBlocked", "ScaleDownResumed"],
  StartsFailing: ["StartsFailing", "StartsRecovered"],
  DrainOverdue: ["DrainOverdue", "DrainInTime"],
};

/** The conditions as they are now; one that did not change keeps its time. */
export function currentConditions(
  before: readonly PoolCondition[],
  blocked: ScaleDownBlock | undefined,
  failedStarts: number,
  { draining, closed }: Census,
  spec: LifecycleSpec,
  nowMs: number,
): PoolCondition[] {
  const overdue = [...draining, ...closed].filter(({ pod }) => isOverdue(pod, spec, nowMs)).length;
  const found: [PoolCondition["type"], boolean, string][] = [
    ["ScaleDownBlocked", blocked !== undefined, blocked ?? "pods_heard"],
    ["StartsFailing", failedStarts > 0, failedStarts > 0 ? "starts_fail" : "pods_start"],
    ["DrainOverdue", overdue > 0, overdue > 0 ? "deadline_passed" : "in_time"],
  ];
  return found.map(([type, status, reason]) => {
    const old = before.find((condition) => condition.type === type);
    return old?.status === status && old.reason === reason
      ? old
      : { type, status, reason, sinceMs: old?.status === status ? old.sinceMs : nowMs };
  });
}

/** Tells of conditions that changed. One that is false from the start is no news. */
export function conditionEvents(
  before: readonly PoolCondition[],
  after: readonly PoolCondition[],
): EventAction[] {
  return after.flatMap(({ type, status, reason }) => {
    const was = before.find((condition) => condition.type === type)?.status ?? false;
    const [whenTrue, whenFalse] = EVENTS[type];
    return was === status
      ? []
      : [{ kind: "recordEvent", reason: status ? whenTrue : whenFalse, message: reason }];
  });
}
