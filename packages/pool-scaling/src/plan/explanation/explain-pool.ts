import type { PlanExplanation } from "./explanation.ts";
import { blockText, drainReasonText, podSentence } from "./pod-sentence.ts";

const pods = (count: number): string => (count === 1 ? "1 pod" : `${count} pods`);

function wantedSentence({ desired, minReplicas, maxReplicas }: PlanExplanation): string {
  const { replicas, asked } = desired;
  switch (desired.because) {
    case "load":
      return `${pods(replicas)} wanted by the load, within ${minReplicas} to ${maxReplicas}.`;
    case "minimum":
      return `${pods(replicas)} wanted: the load asks for ${asked ?? 0}, the minimum is ${minReplicas}.`;
    case "maximum":
      return `${pods(replicas)} wanted: the load asks for ${asked ?? 0}, the maximum is ${maxReplicas}.`;
    case "no_metric":
      return `${pods(replicas)} wanted, as before: no metric says how many.`;
    case "pool_deleted":
      return "No pod wanted: the pool is being deleted.";
  }
}

function upSentences({ up, nowMs }: PlanExplanation): string[] {
  if (up.missing === 0) return [];
  const sentences = [`${pods(up.missing)} missing.`];
  if (up.reopened.length > 0)
    sentences.push(`Opened again instead of starting new ones: ${up.reopened.join(", ")}.`);
  if (up.returning.length > 0) sentences.push(`Coming back: ${up.returning.join(", ")}.`);
  if (up.created.length > 0) sentences.push(`Started: ${up.created.join(", ")}.`);
  if (up.limit === "start_limit") sentences.push("No more start now: as many are starting as may at once.");
  if (up.limit === "max_replicas") sentences.push("No more start: the maximum is reached.");
  if (up.limit === "back_off") {
    const seconds = Math.ceil(((up.untilMs ?? nowMs) - nowMs) / 1_000);
    sentences.push(`None starts for ${seconds} s: ${up.failedStarts} failed in a row.`);
  }
  return sentences;
}

function downSentences({ down, scaleDownBlocked }: PlanExplanation): string[] {
  const sentences: string[] = [];
  if (scaleDownBlocked !== undefined) sentences.push(`Nothing goes while ${blockText(scaleDownBlocked)}.`);
  if (down.excess > 0) sentences.push(`${pods(down.excess)} more than wanted.`);
  for (const { routeId, reason } of down.drained)
    sentences.push(`${routeId} drains: ${drainReasonText(reason)}.`);
  if (down.asksPicker) sentences.push("The picker is asked who goes.");
  if (down.pickerNote !== undefined) sentences.push(`The own order decides: ${down.pickerNote}.`);
  return sentences;
}

/**
 * Why there are as many pods as there are, in sentences; one line each.
 *
 * @example
 * ```ts
 * explainPool(plan(observed, spec, now).explanation).join("\n");
 * // 7 pods: 1 starting, 4 open, 2 draining, 0 closed.
 * // 5 pods wanted by the load, within 2 to 10.
 * ```
 */
export function explainPool(explanation: PlanExplanation): string[] {
  const { counts, outdated } = explanation;
  const { starting, open, draining, closed } = counts;
  return [
    `${pods(starting + open + draining + closed)}: ${starting} starting, ${open} open, ${draining} draining, ${closed} closed.`,
    wantedSentence(explanation),
    ...(draining + closed > 0
      ? ["Draining and closed pods are none of the wanted ones; they stay for their clients."]
      : []),
    ...(outdated > 0 ? [`${pods(outdated)} of an old template, replaced one after the other.`] : []),
    ...upSentences(explanation),
    ...downSentences(explanation),
  ];
}

/** Why a pod does or does not go, in one sentence; `undefined` for a pod that is not of the pool. */
export function explainPod(explanation: PlanExplanation, routeId: string): string | undefined {
  const pod = explanation.pods.find((candidate) => candidate.routeId === routeId);
  return pod === undefined ? undefined : podSentence(pod, explanation.nowMs);
}
