import { penaltyOf } from "../filters/failing/failing.ts";
import { roomOf } from "../filters/no-room/no-room.ts";
import type { LoadTableSettings } from "../load-table-options.ts";
import type { PodExplanation } from "../load-table-types.ts";
import type { Scorer } from "../scorers/scorer.ts";
import type { LoadState } from "../table/load-state.ts";
import { at } from "../table/pod-columns.ts";
import { FILTER_OF_STATUS } from "../table/pod-status.ts";
import { describePod, tellLimit } from "./describe.ts";

/** See `LoadTable.explain`. */
export function explainPods(
  state: LoadState,
  scorer: Scorer,
  settings: LoadTableSettings,
  nowMs: number,
): PodExplanation[] {
  state.advance(nowMs);
  const pickedStatus = state.pickedStatus();
  const { columns, lists, ledger, clockMs } = state;
  const explain = (slot: number): PodExplanation => {
    const pod = describePod(state, scorer, slot);
    return {
      ...pod,
      reportedClients: pod.ageMs === null ? null : at(columns.clients, slot),
      picks: ledger.estimate(slot, clockMs),
      room: tellLimit(roomOf(pod.load, at(columns.capacity, slot))),
      penalty: penaltyOf(
        at(columns.errorLevel, slot),
        at(columns.errorAtMs, slot),
        clockMs,
        settings.errorHalfLifeMs,
      ),
      keptOutBy: lists.statusOf(slot) === pickedStatus ? null : FILTER_OF_STATUS[pod.status],
    };
  };
  return [...state.slotOf].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, slot]) => explain(slot));
}

const decimal = (value: number): string => String(Math.round(value * 100) / 100);

function sentence(pod: PodExplanation): string {
  const report =
    pod.ageMs === null || pod.reportedClients === null
      ? "no report yet"
      : `reported ${decimal(pod.reportedClients)} clients ${decimal(pod.ageMs / 1000)} s ago`;
  const limit = pod.capacity === null ? "no limit" : `room for ${pod.room} of ${decimal(pod.capacity)}`;
  const errors = pod.penalty >= 0.01 ? `, penalty ${decimal(pod.penalty)}` : "";
  const verdict = pod.keptOutBy === null ? "may be picked" : `kept out by ${pod.keptOutBy}`;
  return `${pod.podId}: ${verdict} (${pod.status}); ${report}, ${decimal(pod.picks)} picks since, ${limit}, score ${decimal(pod.score)}${errors}`;
}

/** An explanation as text, a line for each pod. */
export const formatExplanation = (explanation: readonly PodExplanation[]): string =>
  explanation.map(sentence).join("\n");
