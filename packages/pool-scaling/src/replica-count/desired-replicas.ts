import { combineMetrics, type NamedOutcome } from "./combine-metrics.ts";
import { condition, type ScalingCondition } from "./conditions.ts";
import { evaluateMetric } from "./evaluate-metric.ts";
import { explainMetric, type DecidingStep, type ReplicaCountExplanation } from "./explanation.ts";
import { countClients, proposeForFreePlaces } from "./free-places.ts";
import type { ReplicaCountMemory } from "./memory.ts";
import { isFailure } from "./metric-outcome.ts";
import { normalize, rememberChange } from "./normalize.ts";
import { DEFAULT_CPU_READINESS } from "./partition-pods.ts";
import type { ReplicaCountInput } from "./replica-count-input.ts";
import { explainWindow, scheduledBounds } from "./schedule.ts";
import { settleMemory } from "./settle-memory.ts";
import { DEFAULT_TOLERANCE } from "./tolerance.ts";
import { proposeForWaitingClients } from "./waiting-clients.ts";

/** A decision on the number of pods. */
export interface ReplicaCountDecision {
  readonly desired: number;
  /** To be handed to the next decision. */
  readonly memory: ReplicaCountMemory;
  readonly explanation: ReplicaCountExplanation;
}

const hasDemandMetric = ({ metrics }: ReplicaCountInput): boolean =>
  metrics.some(({ type }) => type === "Object" || type === "External");

/** What every metric proposes. Where zero is an ordinary count, metrics of pods have nothing to say at zero. */
function evaluateAll(input: ReplicaCountInput, nowMs: number): NamedOutcome[] {
  const { currentReplicas, pods, behavior, tolerance = DEFAULT_TOLERANCE } = input;
  const isWaking = currentReplicas === 0 && input.atZero === "scale";
  const context = {
    currentReplicas,
    statusReplicas: input.statusReplicas ?? currentReplicas,
    pods,
    tolerance: {
      scaleUp: behavior?.scaleUp?.tolerance ?? tolerance.scaleUp,
      scaleDown: behavior?.scaleDown?.tolerance ?? tolerance.scaleDown,
    },
    cpuReadiness: input.cpuReadiness ?? DEFAULT_CPU_READINESS,
    nowMs,
  };
  const outcomes: NamedOutcome[] = input.metrics
    .filter(({ type }) => !isWaking || type === "Object" || type === "External")
    .map((metric) => ({
      type: metric.type,
      name: metric.name,
      outcome: evaluateMetric(context, metric),
    }));
  const { freePlaces, places, waitingClients = 0, targetClientsPerPod } = input;
  if (freePlaces !== undefined && places !== undefined) {
    const outcome = proposeForFreePlaces(freePlaces, places);
    outcomes.push({ type: "FreePlaces", name: "free places", outcome });
  }
  if (targetClientsPerPod !== undefined && (waitingClients > 0 || isWaking)) {
    const clients = places === undefined || isFailure(places) ? 0n : countClients(places);
    const reading = { waitingClients, clients, targetPerPod: targetClientsPerPod };
    outcomes.push({
      type: "WaitingClients",
      name: "waiting clients",
      outcome: proposeForWaitingClients(reading, currentReplicas),
    });
  }
  return outcomes;
}

/** When a client was last there or waiting. A reading that failed may hide one. */
function lastDemand(
  { places, waitingClients = 0 }: ReplicaCountInput,
  before: number | undefined,
  nowMs: number,
) {
  const isIdle =
    waitingClients === 0 &&
    places !== undefined &&
    !isFailure(places) &&
    places.silentPods === 0 &&
    countClients(places) === 0n;
  return isIdle ? (before ?? nowMs) : nowMs;
}

const failureReason = ({ type, outcome }: NamedOutcome): string =>
  isFailure(outcome) && outcome.failure.startsWith("unknown metric source type")
    ? "InvalidMetricSourceType"
    : `FailedGet${type}Metric`;

/**
 * How many pods there should be: Kubernetes' HPA v2, number for number, with a schedule, free places and
 * waiting clients where the input has them. Their order is in the README.
 *
 * @param memory - what the decision before returned; undefined at the first one
 * @param nowMs - milliseconds of one clock; also the clock of every time in the input
 * @example
 * ```ts
 * const { desired, memory, explanation } = desiredReplicas(input, status.memory, nowMs);
 * ```
 */
export function desiredReplicas(
  input: ReplicaCountInput,
  memory: ReplicaCountMemory | undefined,
  nowMs: number,
): ReplicaCountDecision {
  const { currentReplicas: current, schedule = [], idleSeconds, waitingClients = 0 } = input;
  const scheduled = scheduledBounds(input, schedule, nowMs);
  const settled = settleMemory(memory, current, nowMs);
  const lastDemandAtMs =
    idleSeconds === undefined ? undefined : lastDemand(input, settled.lastDemandAtMs, nowMs);
  const idleUntilMs =
    lastDemandAtMs === undefined || current === 0 || scheduled.minReplicas > 0
      ? undefined
      : lastDemandAtMs + (idleSeconds ?? 0) * 1_000;
  const isKept = idleUntilMs !== undefined && idleUntilMs > nowMs;
  const bounds = isKept ? { ...scheduled, minReplicas: 1 } : scheduled;

  let kept: ReplicaCountMemory = lastDemandAtMs === undefined ? settled : { ...settled, lastDemandAtMs };
  let step: DecidingStep = "metrics";
  let desired = current;
  let wokenUp = false;
  let outcomes: NamedOutcome[] = [];
  let decision: Partial<ReplicaCountExplanation> = {};
  const conditions: ScalingCondition[] = [];

  const mayStart =
    input.atZero === "scale" || (kept.scaledToZero && (bounds.minReplicas > 0 || hasDemandMetric(input)));
  if (current === 0 && !mayStart) {
    step = "paused";
    const message = "scaling is disabled since the replica count of the target is zero";
    conditions.push(condition("ScalingActive", false, "ScalingDisabled", message));
  } else if (current > bounds.maxReplicas) {
    step = "above_maximum";
    desired = bounds.maxReplicas;
  } else if (current < bounds.minReplicas && (current > 0 || input.atZero === "scale")) {
    step = "below_minimum";
    desired = bounds.minReplicas;
  } else {
    outcomes = evaluateAll(input, nowMs);
    const combined = combineMetrics(outcomes, current);
    if ("failed" in combined) {
      step = "no_usable_metric";
      const { failed } = combined;
      const failure =
        failed !== undefined && isFailure(failed.outcome) ? failed.outcome.failure : "no metrics";
      const reason = failed === undefined ? "NoMetrics" : failureReason(failed);
      const message = `unable to compute the replica count: ${failure}`;
      conditions.push(condition("ScalingActive", false, reason, message));
    } else {
      const { replicas: proposedReplicas, decidedBy } = combined;
      const normal = normalize(input, bounds, proposedReplicas, kept, nowMs);
      desired = current === 0 ? Math.max(normal.replicas, bounds.minReplicas) : normal.replicas;
      if (current === 0 && waitingClients > 0 && input.atZero === "scale" && desired === 0) {
        desired = Math.min(1, bounds.maxReplicas);
        wokenUp = desired > 0;
      }
      kept = normal.memory;
      decision = {
        decidedBy: outcomes.indexOf(decidedBy),
        proposedReplicas,
        stabilizedReplicas: normal.stabilized,
        limit: normal.limit,
      };
      const found = `the replica count was calculated from ${decidedBy.name}`;
      conditions.push(condition("ScalingActive", true, "ValidMetricFound", found), ...normal.conditions);
    }
  }

  const isRescaled = desired !== current;
  if (isRescaled) {
    const toZero = current > 0 && desired === 0 && hasDemandMetric(input);
    kept = { ...rememberChange(input, desired, kept, nowMs), scaledToZero: toZero };
    const able = conditions.findIndex(({ type }) => type === "AbleToScale");
    const rescaled = condition("AbleToScale", true, "SucceededRescale", `the new size is ${desired}`);
    conditions.splice(able === -1 ? 0 : able, able === -1 ? 0 : 1, rescaled);
    conditions.push(
      toZero
        ? condition("ScaledToZero", true, "ScaledToZero", "the workload was scaled to zero")
        : condition("ScaledToZero", false, "NotScaledToZero", "the workload was not scaled to zero"),
    );
  } else if (!conditions.some(({ type }) => type === "AbleToScale")) {
    conditions.unshift(condition("AbleToScale", true, "SucceededGetScale", "the current size is known"));
  }
  return {
    desired,
    memory: kept,
    explanation: {
      atMs: nowMs,
      currentReplicas: current,
      desiredReplicas: desired,
      step,
      minReplicas: bounds.minReplicas,
      maxReplicas: bounds.maxReplicas,
      scheduleWindows: scheduled.windows,
      scheduleProblems: schedule.flatMap((window) => {
        const problem = explainWindow(window, nowMs);
        return problem === undefined ? [] : [`${window.name}: ${problem}`];
      }),
      ...(isKept ? { idleUntilMs } : {}),
      metrics: outcomes.map(explainMetric),
      ...decision,
      wokenUp,
      conditions,
    },
  };
}
