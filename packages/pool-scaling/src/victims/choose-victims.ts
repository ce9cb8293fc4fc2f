import { judgeAnswer } from "./judge-answer.ts";
import { orderVictims } from "./order-victims.ts";
import type { PickerOutcome, PickerRequest } from "./picker-contract.ts";
import type { Victim } from "./victim.ts";

/** How victims are to be chosen. */
export interface VictimOptions {
  readonly preference: "pack" | "spread";
  /** A user's picker is asked; `outcome` is what it said last. */
  readonly picker?: { readonly outcome: PickerOutcome | undefined };
}

/** The victims, or the question that has to be answered before. */
export interface VictimChoice {
  readonly victims: readonly Victim[];
  readonly ask?: PickerRequest;
  /** Why the picker was not followed, or not all the way. */
  readonly note?: string;
}

function sameRequest(one: PickerRequest, other: PickerRequest): boolean {
  return (
    one.number_of_pods_requested === other.number_of_pods_requested &&
    one.candidate_pods.length === other.candidate_pods.length &&
    one.candidate_pods.every((pod, index) => pod === other.candidate_pods[index])
  );
}

/**
 * Chooses `count` of the candidates by the order of `compareVictims`.
 *
 * With a picker, pods that are not serving still go first, without asking; the picker ranks the others:
 * the chosen, the tied, the rest. An answer to another request, a failure or an invalid answer leaves
 * the own order.
 */
export function chooseVictims(
  candidates: readonly Victim[],
  count: number,
  { preference, picker }: VictimOptions,
): VictimChoice {
  if (count <= 0 || candidates.length === 0) return { victims: [] };
  if (picker === undefined) return { victims: orderVictims(candidates, preference, count) };
  const ordered = orderVictims(candidates, preference);
  const own = ordered.slice(0, count);
  const idle = ordered.filter(({ serving, podId }) => !serving || podId === undefined);
  const asked = ordered.filter(({ serving, podId }) => serving && podId !== undefined);
  const rest = Math.min(count - idle.length, asked.length);
  if (rest <= 0) return { victims: own };
  const request: PickerRequest = {
    number_of_pods_requested: rest,
    candidate_pods: asked.map(({ podId }) => podId ?? "").sort(),
  };
  const { outcome } = picker;
  if (outcome === undefined || !sameRequest(outcome.request, request)) return { victims: idle, ask: request };
  if ("error" in outcome) return { victims: own, note: `the picker could not be asked: ${outcome.error}` };
  const judgement = judgeAnswer(request, outcome.answer);
  if (!judgement.use) return { victims: own, note: judgement.note };
  const rank = ({ podId = "" }: Victim): number =>
    judgement.chosen.has(podId) ? 0 : judgement.tied.has(podId) ? 1 : 2;
  // The sort keeps the own order among equals.
  const ranked = asked.toSorted((one, other) => rank(one) - rank(other)).slice(0, rest);
  return { victims: [...idle, ...ranked], ...(judgement.note === undefined ? {} : { note: judgement.note }) };
}
