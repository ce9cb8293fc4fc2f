import {
  completeRules,
  DEFAULT_DOWN_WINDOW_SECONDS,
  DEFAULT_SCALE_DOWN,
  DEFAULT_SCALE_UP,
  longestPeriodSeconds,
  type ScalingRules,
} from "./behavior.ts";
import { compactRecommendations, compactScaleEvents } from "./compact-log.ts";
import { condition, type ScalingCondition } from "./conditions.ts";
import {
  limitWithBehavior,
  limitWithoutBehavior,
  type Bounds,
  type LimitedReplicas,
  type LimitReason,
} from "./limits.ts";
import type { ReplicaCountMemory } from "./memory.ts";
import type { ReplicaCountInput } from "./replica-count-input.ts";
import { storeScaleEvent } from "./scale-events.ts";
import { stabilize, stabilizeDown, type StabilizedReplicas } from "./stabilization.ts";

/** The rules of both directions; undefined for a workload without behaviour. */
export interface CompleteBehavior {
  readonly scaleUp: ScalingRules;
  readonly scaleDown: ScalingRules;
}

/** Fills in Kubernetes' defaults. */
export function completeBehavior({
  behavior,
  downscaleWindowSeconds = DEFAULT_DOWN_WINDOW_SECONDS,
}: ReplicaCountInput): CompleteBehavior | undefined {
  if (behavior === undefined) return undefined;
  const down = { ...DEFAULT_SCALE_DOWN, stabilizationWindowSeconds: downscaleWindowSeconds };
  return {
    scaleUp: completeRules(behavior.scaleUp, DEFAULT_SCALE_UP),
    scaleDown: completeRules(behavior.scaleDown, down),
  };
}

/** A proposal after windows, policies and bounds. */
export interface NormalizedReplicas {
  readonly replicas: number;
  readonly stabilized: number;
  readonly limit: LimitReason;
  readonly memory: ReplicaCountMemory;
  readonly conditions: readonly ScalingCondition[];
}

const LIMIT_MESSAGES: Readonly<Record<LimitReason, string>> = {
  DesiredWithinRange: "the desired count is within the acceptable range",
  TooFewReplicas: "the desired replica count is less than the minimum replica count",
  TooManyReplicas: "the desired replica count is more than the maximum replica count",
  ScaleUpLimit: "the desired replica count is increasing faster than the maximum scale rate",
  ScaleDownLimit: "the desired replica count is decreasing faster than the maximum scale rate",
};

function ableToScale(
  proposed: number,
  stabilized: number,
  current: number,
  hasRules: boolean,
): ScalingCondition {
  if (proposed === stabilized)
    return condition("AbleToScale", true, "ReadyForNewScale", "recommended size matches current size");
  return hasRules && proposed >= current
    ? condition("AbleToScale", true, "ScaleUpStabilized", "recent recommendations were lower than this one")
    : condition(
        "AbleToScale",
        true,
        "ScaleDownStabilized",
        "recent recommendations were higher than this one",
      );
}

/** Puts a proposal through the windows, then the policies, then the bounds, and remembers it. */
export function normalize(
  input: ReplicaCountInput,
  bounds: Bounds,
  proposed: number,
  memory: ReplicaCountMemory,
  nowMs: number,
): NormalizedReplicas {
  const current = input.currentReplicas;
  const behavior = completeBehavior(input);
  let stable: StabilizedReplicas;
  let limited: LimitedReplicas;
  const windows = {
    upSeconds: behavior?.scaleUp.stabilizationWindowSeconds ?? 0,
    downSeconds:
      behavior?.scaleDown.stabilizationWindowSeconds ??
      input.downscaleWindowSeconds ??
      DEFAULT_DOWN_WINDOW_SECONDS,
  };
  if (behavior === undefined) {
    stable = stabilizeDown(memory.recommendations, proposed, windows.downSeconds, nowMs);
    limited = limitWithoutBehavior(current, stable.replicas, bounds);
  } else {
    stable = stabilize(memory.recommendations, current, proposed, windows, nowMs);
    const events = { up: memory.scaleUpEvents, down: memory.scaleDownEvents };
    limited = limitWithBehavior(current, stable.replicas, bounds, behavior, events, nowMs);
  }
  const isLimited = limited.replicas !== stable.replicas;
  return {
    replicas: limited.replicas,
    stabilized: stable.replicas,
    limit: limited.reason,
    memory: { ...memory, recommendations: compactRecommendations(stable.log, windows, nowMs) },
    conditions: [
      ableToScale(proposed, stable.replicas, current, behavior !== undefined),
      condition("ScalingLimited", isLimited, limited.reason, LIMIT_MESSAGES[limited.reason]),
    ],
  };
}

/** Remembers a change for the policies. Without behaviour there are none that would look. */
export function rememberChange(
  input: ReplicaCountInput,
  desired: number,
  memory: ReplicaCountMemory,
  nowMs: number,
): ReplicaCountMemory {
  const behavior = completeBehavior(input);
  const from = input.currentReplicas;
  if (behavior === undefined || desired === from) return memory;
  const longest = Math.max(longestPeriodSeconds(behavior.scaleUp), longestPeriodSeconds(behavior.scaleDown));
  const up = compactScaleEvents(memory.scaleUpEvents, longest, nowMs);
  const down = compactScaleEvents(memory.scaleDownEvents, longest, nowMs);
  const change = Math.abs(desired - from);
  return {
    ...memory,
    scaleUpEvents: desired > from ? storeScaleEvent(up, change, longest, nowMs).events : up,
    scaleDownEvents: desired < from ? storeScaleEvent(down, change, longest, nowMs).events : down,
    pending: { from, to: desired, atMs: nowMs },
  };
}
