import type { ScalingRules } from "./behavior.ts";
import { toReplicas } from "./integers.ts";
import { scaleDownLimit, scaleUpLimit, type ScaleEvents } from "./scaling-policies.ts";

/** Why a count is what it is, in Kubernetes' words. */
export type LimitReason =
  | "DesiredWithinRange"
  | "TooFewReplicas"
  | "TooManyReplicas"
  | "ScaleUpLimit"
  | "ScaleDownLimit";

/** A count within its limits. */
export interface LimitedReplicas {
  readonly replicas: number;
  readonly reason: LimitReason;
}

/** Smallest and largest count. */
export interface Bounds {
  readonly minReplicas: number;
  readonly maxReplicas: number;
}

/** Limits of a workload without rules of behaviour: at most the double, and always up to 4. */
export function limitWithoutBehavior(
  current: number,
  desired: number,
  { minReplicas, maxReplicas }: Bounds,
): LimitedReplicas {
  const limit = toReplicas(Math.max(2 * current, 4));
  if (desired < minReplicas) return { replicas: minReplicas, reason: "TooFewReplicas" };
  if (desired > Math.min(limit, maxReplicas))
    return maxReplicas > limit
      ? { replicas: limit, reason: "ScaleUpLimit" }
      : { replicas: maxReplicas, reason: "TooManyReplicas" };
  return { replicas: desired, reason: "DesiredWithinRange" };
}

/** Limits by policies, then the bounds. A policy that is used up stops the change, and never reverses it. */
export function limitWithBehavior(
  current: number,
  desired: number,
  { minReplicas, maxReplicas }: Bounds,
  rules: { readonly scaleUp: ScalingRules; readonly scaleDown: ScalingRules },
  events: ScaleEvents,
  nowMs: number,
): LimitedReplicas {
  if (desired > current) {
    const limit = Math.max(current, scaleUpLimit(current, rules.scaleUp, events, nowMs));
    if (desired > Math.min(limit, maxReplicas))
      return maxReplicas > limit
        ? { replicas: limit, reason: "ScaleUpLimit" }
        : { replicas: maxReplicas, reason: "TooManyReplicas" };
  } else if (desired < current) {
    const limit = Math.min(current, scaleDownLimit(current, rules.scaleDown, events, nowMs));
    if (desired < Math.max(limit, minReplicas))
      return minReplicas < limit
        ? { replicas: limit, reason: "ScaleDownLimit" }
        : { replicas: minReplicas, reason: "TooFewReplicas" };
  }
  return { replicas: desired, reason: "DesiredWithinRange" };
}
