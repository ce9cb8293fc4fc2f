import type { MetricExplanation, NamedPods, ReplicaCountExplanation } from "./explanation.ts";

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
const time = (atMs: number): string => `${new Date(atMs).toISOString().slice(0, 19)}Z`;
const round = (ratio: number): string => String(Math.round(ratio * 1_000) / 1_000);

function listed(pods: NamedPods | undefined, kind: string): string[] {
  if (pods === undefined || pods.count === 0) return [];
  const more = pods.count > pods.first.length ? ", …" : "";
  return [`${pods.count} ${kind} (${pods.first.join(", ")}${more})`];
}

const REASONS: Readonly<Record<NonNullable<MetricExplanation["reason"]>, string>> = {
  ratio: "",
  within_tolerance: ", as the ratio is within the tolerance",
  missing_pods_within_tolerance:
    ", as it would be within the tolerance with the pods that cannot be measured",
  missing_pods_turn_direction: ", as the pods that cannot be measured could turn the direction",
  from_zero: ", counted from zero",
  free_places: "",
  waiting_clients: "",
};

function describeMetric(metric: MetricExplanation): string {
  const { type, name, proposal, failure, reason, ratio, adjustedRatio, usage, utilizationPercent } = metric;
  if (failure !== undefined || proposal === undefined || reason === undefined)
    return `${name} (${type}) cannot be used: ${failure ?? "no proposal"}.`;
  const { clients, places, placesPerPod } = metric;
  const result = `asks for ${plural(proposal, "pod")}${REASONS[reason]}.`;
  if (reason === "free_places")
    return `Free places: ${clients} clients and ${places} free places, ${placesPerPod} places a pod; ${result}`;
  if (reason === "waiting_clients")
    return `Waiting clients: ${places} beside ${clients} clients, ${placesPerPod} a pod; ${result}`;
  const measured = [
    utilizationPercent === undefined ? `${usage}` : `${utilizationPercent} % of the requests`,
    ...(ratio === undefined ? [] : [`${round(ratio)} of the target`]),
    ...(adjustedRatio === undefined ? [] : [`${round(adjustedRatio)} with the pods that cannot be measured`]),
    ...(metric.countedPods === undefined ? [] : [`${plural(metric.countedPods, "pod")} counted`]),
    ...listed(metric.missingPods, "missing"),
    ...listed(metric.unreadyPods, "not ready"),
    ...listed(metric.ignoredPods, "ignored"),
  ];
  return `${name} (${type}): ${measured.join(", ")}; ${result}`;
}

function describeStep(explanation: ReplicaCountExplanation): string[] {
  const { step, minReplicas, maxReplicas, metrics, decidedBy, proposedReplicas, stabilizedReplicas, limit } =
    explanation;
  switch (step) {
    case "paused":
      return ["There are 0 pods because somebody stopped the workload; scaling waits for them."];
    case "below_minimum":
      return [`Fewer pods than the minimum of ${minReplicas}.`];
    case "above_maximum":
      return [`More pods than the maximum of ${maxReplicas}.`];
    case "no_usable_metric":
      return ["Without that metric pods are not removed, and the others ask for no more: nothing changes."];
    default: {
      const winner = decidedBy === undefined ? undefined : metrics[decidedBy];
      const limits: Partial<Record<NonNullable<typeof limit>, string>> = {
        TooFewReplicas: `The minimum of ${minReplicas} holds.`,
        TooManyReplicas: `The maximum of ${maxReplicas} holds.`,
        ScaleUpLimit: "The limit on the speed of scaling up holds.",
        ScaleDownLimit: "The limit on the speed of scaling down holds.",
      };
      return [
        ...(winner === undefined || metrics.length === 1 ? [] : [`${winner.name} asks for the most.`]),
        ...(stabilizedReplicas === proposedReplicas || stabilizedReplicas === undefined
          ? []
          : [`The stabilization window makes it ${stabilizedReplicas}.`]),
        ...(limit === undefined ? [] : [limits[limit] ?? ""]),
      ];
    }
  }
}

/**
 * What decided, in one line: the metrics that cannot be used, the one that asked for the most, and what held it back.
 * Empty where nothing was asked for.
 *
 * @example
 * ```text
 * clients (Pods): 13.4, 1.34 of the target, 5 pods counted; asks for 7 pods. The limit on the speed of scaling up holds.
 * ```
 */
export function explainDecision(explanation: ReplicaCountExplanation): string {
  const { decidedBy, metrics, wokenUp } = explanation;
  const winner = decidedBy === undefined ? undefined : metrics[decidedBy];
  const unusable = metrics.filter(({ failure }) => failure !== undefined);
  const sentences = [
    ...unusable.map(describeMetric),
    // Beside its own sentence nothing has to say that the metric asks for the most.
    ...(winner === undefined
      ? describeStep(explanation)
      : [describeMetric(winner), ...describeStep({ ...explanation, metrics: [winner], decidedBy: 0 })]),
    ...(wokenUp ? ["One pod starts at once, because clients wait."] : []),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/**
 * A decision in words, one sentence a line: the result, what each metric said, then what held it back.
 *
 * @example
 * ```text
 * 7 pods are wanted, 2 more than now.
 * clients (Pods): 13.4, 1.34 of the target, 5 pods counted; asks for 7 pods.
 * Bounds: 1 to 10.
 * ```
 */
export function explainReplicaCount(explanation: ReplicaCountExplanation): string {
  const { currentReplicas, desiredReplicas, minReplicas, maxReplicas, scheduleWindows } = explanation;
  const change = desiredReplicas - currentReplicas;
  const compared =
    change === 0 ? "as many as now" : `${Math.abs(change)} ${change > 0 ? "more" : "fewer"} than now`;
  const schedule = scheduleWindows.length === 0 ? "" : `, by the schedule (${scheduleWindows.join(", ")})`;
  const lines = [
    `${plural(desiredReplicas, "pod")} ${desiredReplicas === 1 ? "is" : "are"} wanted, ${compared}.`,
    ...explanation.metrics.map(describeMetric),
    ...describeStep(explanation),
    ...(explanation.wokenUp ? ["One pod starts at once, because clients wait."] : []),
    ...(explanation.idleUntilMs === undefined
      ? []
      : [`The last pod stays until ${time(explanation.idleUntilMs)} without a client.`]),
    `Bounds: ${minReplicas} to ${maxReplicas}${schedule}.`,
    ...explanation.scheduleProblems.map((problem) => `A window of the schedule cannot be read: ${problem}.`),
  ];
  return lines.filter((line) => line !== "").join("\n");
}
