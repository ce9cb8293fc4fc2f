import type { ScalingPolicy, ScalingRules } from "./behavior.ts";
import { INT32_MAX, toReplicas } from "./integers.ts";
import { changeInPeriod, type ScaleEvent } from "./scale-events.ts";

/** The changes that the policies count. */
export interface ScaleEvents {
  readonly up: readonly ScaleEvent[];
  readonly down: readonly ScaleEvent[];
}

/** Replicas at the beginning of a policy's period. */
function periodStart(policy: ScalingPolicy, current: number, events: ScaleEvents, nowMs: number): number {
  const added = changeInPeriod(events.up, policy.periodSeconds, nowMs);
  const removed = changeInPeriod(events.down, policy.periodSeconds, nowMs);
  return current - added + removed;
}

/**
 * The most replicas that the rules allow; may be below `current` where more were added already. Shares are
 * rounded up, or a single replica would never become two.
 */
export function scaleUpLimit(
  current: number,
  rules: ScalingRules,
  events: ScaleEvents,
  nowMs: number,
): number {
  if (rules.selectPolicy === "Disabled") return current;
  const limits = rules.policies.map((policy) => {
    const start = periodStart(policy, current, events, nowMs);
    return toReplicas(
      policy.type === "Pods" ? start + policy.value : Math.ceil(start * (1 + policy.value / 100)),
    );
  });
  return rules.selectPolicy === "Min" ? Math.min(INT32_MAX, ...limits) : Math.max(-INT32_MAX - 1, ...limits);
}

/** The fewest replicas that the rules allow; may be above `current` where more were removed already. */
export function scaleDownLimit(
  current: number,
  rules: ScalingRules,
  events: ScaleEvents,
  nowMs: number,
): number {
  if (rules.selectPolicy === "Disabled") return current;
  const limits = rules.policies.map((policy) => {
    const start = periodStart(policy, current, events, nowMs);
    return toReplicas(
      policy.type === "Pods" ? start - policy.value : Math.trunc(start * (1 - policy.value / 100)),
    );
  });
  return rules.selectPolicy === "Min" ? Math.max(-INT32_MAX - 1, ...limits) : Math.min(INT32_MAX, ...limits);
}
