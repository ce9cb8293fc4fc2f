import type { PickerAnswer, PickerRequest } from "./picker-contract.ts";

/** Which candidates go before the others, or why the answer is not used. */
export type PickerJudgement =
  | {
      readonly use: true;
      readonly chosen: ReadonlySet<string>;
      readonly tied: ReadonlySet<string>;
      readonly note?: string;
    }
  | { readonly use: false; readonly note: string };

const isListOfNames = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((name) => typeof name === "string");

function readAnswer(answer: unknown): PickerAnswer | undefined {
  if (typeof answer !== "object" || answer === null || Array.isArray(answer)) return undefined;
  const { chosen_pods = [], tied_pods = [] } = answer as Readonly<Record<string, unknown>>;
  return isListOfNames(chosen_pods) && isListOfNames(tied_pods) ? { chosen_pods, tied_pods } : undefined;
}

/**
 * Holds an answer against its request. One that has another form, names a pod twice, or one that was not
 * a candidate, was made for something else and is not used at all. One that names too few is used as far
 * as it goes.
 */
export function judgeAnswer(request: PickerRequest, answer: unknown): PickerJudgement {
  const read = readAnswer(answer);
  if (read === undefined) {
    return { use: false, note: "the picker did not answer {chosen_pods: [name…], tied_pods: [name…]}" };
  }
  const candidates = new Set(request.candidate_pods);
  const chosen = new Set(read.chosen_pods);
  const tied = new Set(read.tied_pods);
  const named = new Set([...chosen, ...tied]);
  for (const pod of named) {
    if (!candidates.has(pod)) {
      return { use: false, note: `the picker named ${pod.slice(0, 253)}, which was not a candidate` };
    }
  }
  if (named.size < read.chosen_pods.length + read.tied_pods.length) {
    return { use: false, note: "the picker named a pod twice" };
  }
  if (named.size === 0) return { use: false, note: "the picker named no pod" };
  if (named.size < request.number_of_pods_requested) {
    const note = `the picker named ${named.size} of ${request.number_of_pods_requested} pods; the own order gives the others`;
    return { use: true, chosen, tied, note };
  }
  return { use: true, chosen, tied };
}
