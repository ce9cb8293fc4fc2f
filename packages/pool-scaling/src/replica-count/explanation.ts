import type { ScalingCondition } from "./conditions.ts";
import type { LimitReason } from "./limits.ts";
import { isFailure, type DemandProposal, type MetricOutcome, type MetricProposal } from "./metric-outcome.ts";
import type { NamedOutcome } from "./combine-metrics.ts";
import { formatQuantity } from "./quantity.ts";

/** Pods of one kind: how many, and the first of them by name. */
export interface NamedPods {
  readonly count: number;
  readonly first: readonly string[];
}

/** What one metric said, as plain JSON. Quantities are decimal numbers in text. */
export interface MetricExplanation {
  readonly type: NamedOutcome["type"];
  readonly name: string;
  /** Absent where the metric could not be used. */
  readonly proposal?: number;
  readonly reason?: (MetricProposal | DemandProposal)["reason"];
  readonly failure?: string;
  /** Usage over target; absent where there is none, such as at zero replicas. */
  readonly ratio?: number;
  /** The same with missing and unready pods filled in. */
  readonly adjustedRatio?: number;
  readonly usage?: string;
  readonly utilizationPercent?: number;
  /** Pods whose sample counted. */
  readonly countedPods?: number;
  readonly missingPods?: NamedPods;
  readonly unreadyPods?: NamedPods;
  readonly ignoredPods?: NamedPods;
  readonly clients?: string;
  readonly places?: string;
  readonly placesPerPod?: string;
}

/** Which rule of the order decided; see the README. */
export type DecidingStep = "paused" | "below_minimum" | "above_maximum" | "metrics" | "no_usable_metric";

/** Why a decision is what it is, as plain JSON. */
export interface ReplicaCountExplanation {
  readonly atMs: number;
  readonly currentReplicas: number;
  readonly desiredReplicas: number;
  readonly step: DecidingStep;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Open windows of the schedule. */
  readonly scheduleWindows: readonly string[];
  /** Windows that cannot be read, with the reason; they are closed. */
  readonly scheduleProblems: readonly string[];
  /** The last replica stays until this time. */
  readonly idleUntilMs?: number;
  readonly metrics: readonly MetricExplanation[];
  /** Index in `metrics` of the one that won. */
  readonly decidedBy?: number;
  /** The largest proposal. */
  readonly proposedReplicas?: number;
  /** The proposal after the windows. */
  readonly stabilizedReplicas?: number;
  /** What held the count back, if anything. */
  readonly limit?: LimitReason;
  /** One replica was started past windows and policies, because clients wait. */
  readonly wokenUp: boolean;
  readonly conditions: readonly ScalingCondition[];
}

const NAMES_SHOWN = 5;
const named = (pods: readonly string[]): NamedPods => ({
  count: pods.length,
  first: pods.slice(0, NAMES_SHOWN),
});

function explainOutcome(outcome: MetricOutcome): Omit<MetricExplanation, "type" | "name"> {
  if (isFailure(outcome)) return outcome;
  const { replicas: proposal, reason } = outcome;
  if (!("ratio" in outcome)) {
    const { clients, places, placesPerPod } = outcome;
    return {
      proposal,
      reason,
      clients: formatQuantity(clients),
      places: formatQuantity(places),
      placesPerPod: formatQuantity(placesPerPod),
    };
  }
  const { ratio, adjustedRatio, usage, utilizationPercent, pods } = outcome;
  return {
    proposal,
    reason,
    usage: formatQuantity(usage),
    ...(Number.isFinite(ratio) ? { ratio } : {}),
    ...(adjustedRatio === undefined ? {} : { adjustedRatio }),
    ...(utilizationPercent === undefined ? {} : { utilizationPercent }),
    ...(pods === undefined
      ? {}
      : {
          countedPods: pods.readyCount,
          missingPods: named(pods.missing),
          unreadyPods: named(pods.unready),
          ignoredPods: named(pods.ignored),
        }),
  };
}

/** Turns a metric's outcome into plain JSON. */
export const explainMetric = ({ type, name, outcome }: NamedOutcome): MetricExplanation => ({
  type,
  name,
  ...explainOutcome(outcome),
});
