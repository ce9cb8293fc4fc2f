import { FAULT_KINDS } from "./fault-log.ts";
import type { Tally } from "./tally.ts";

/** How a run ended. */
export interface ChaosOutcome {
  readonly seconds: number;
  readonly sessions: number;
  readonly seed: number;
  readonly tally: Tally;
  readonly minimum: number;
  /** Pods that were there when the last client had left long enough. */
  readonly podsAtTheEnd: number;
  readonly exit: number | string;
  /** Processes that were left behind. */
  readonly left: readonly string[];
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** What was not as promised; nothing when all was. */
export function problemsOf({ exit, left, minimum, podsAtTheEnd, sessions, tally }: ChaosOutcome): string[] {
  const typical = median(tally.sessionSamples);
  return [
    ...(tally.cut === 0 ? [] : [`${tally.cut} sessions were cut by Fairlead.`]),
    ...(tally.stoppedWithSessions === 0
      ? []
      : [`${tally.stoppedWithSessions} pods were told to stop while they had sessions.`]),
    ...(tally.unanswered === 0 ? [] : [`${tally.unanswered} requests had no answer.`]),
    ...(podsAtTheEnd === minimum ? [] : [`${podsAtTheEnd} pods were there at the end, not ${minimum}.`]),
    ...(typical >= sessions ? [] : [`${typical} sessions at a time were typical, not ${sessions}.`]),
    ...(exit === 0 ? [] : [`fairlead dev ended with ${exit}.`]),
    ...left.map((line) => `A process was left behind: ${line}`),
  ];
}

/** The figures as a Markdown table. */
export function chaosTable(outcome: ChaosOutcome): string {
  const { left, minimum, podsAtTheEnd, seconds, seed, tally } = outcome;
  const rows: readonly (readonly [string, number | string])[] = [
    ["duration", `${Math.round(seconds)} s, seed ${seed}`],
    ["sessions opened", tally.sessionsOpened],
    ["sessions at a time, median and most", `${median(tally.sessionSamples)}, ${tally.mostSessions}`],
    ["… ended by the client", tally.endedByClient],
    ["… ended with a pod that was killed", tally.endedWithPod],
    ["… ended with an Envoy that was killed", tally.endedWithEnvoy],
    ["… **cut by Fairlead**", `**${tally.cut}**`],
    ["pods told to stop while they had sessions", tally.stoppedWithSessions],
    ["requests", tally.requests],
    ["attempts that a killed pod failed", tally.failedWithPod],
    ["attempts that a dead Envoy refused or broke off", tally.failedWithEnvoy],
    ["… **without an answer otherwise**", `**${tally.unanswered}**`],
    ["decisions for more pods, for fewer", `${tally.scaleUps}, ${tally.scaleDowns}`],
    ["pods added, removed", `${tally.podsAdded}, ${tally.podsRemoved}`],
    ["pods that a Job started again", tally.podsReplaced],
    ["pods, fewest and most", `${tally.fewestPods}, ${tally.mostPods}`],
    ["pods at the end, minimum", `${podsAtTheEnd}, ${minimum}`],
    ...FAULT_KINDS.map((kind) => [`fault: ${kind}`, tally.faults[kind]] as const),
    ["processes left behind", left.length],
  ];
  return [
    "| what | how many |",
    "| --- | --- |",
    ...rows.map(([what, value]) => `| ${what} | ${value} |`),
  ].join("\n");
}
