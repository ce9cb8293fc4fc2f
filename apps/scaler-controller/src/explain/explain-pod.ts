import type { PlanExplanation } from "../planner.ts";

type ExplainedPod = PlanExplanation["pods"][number];
type Code = ExplainedPod["reason"]["code"];

/** What each reason means, in words. */
const WORDS: Readonly<Record<Code, string>> = {
  serving: "serves",
  deleting: "is being deleted",
  not_ready: "waits until it is ready",
  route_being_added: "gets its route",
  route_unconfirmed: "waits until every gateway leads to it",
  crash_back_off: "crashed, and is trusted again after a pause",
  scale_down_blocked: "stays, because nothing may go at the moment",
  withholding: "waits until nobody new is led to it any more",
  lease: "waits until every pick of it has expired",
  report_due: "waits for a report from after the last pick",
  report_missing: "gives no report, and counts as busy",
  clients: "keeps its clients until they leave",
  drain_overdue: "keeps its clients past the time that it may drain",
  unlisting: "waits until no snapshot lists it any more",
  route_being_removed: "loses its route",
  removal_unconfirmed: "waits until no gateway leads to it any more",
  second_lease: "waits once more for as long as a pick lasts",
  direct_read_due: "is asked a last time whether it has clients",
  subset_being_removed: "loses its subset",
  opens: "opens",
  reopens: "opens again",
  restarts: "starts over, because its process was replaced",
  drains: "is told to drain",
  closes: "closes, because it is empty",
  returns: "comes back, because a client has shown up",
  is_deleted: "is deleted",
};

const seconds = (ms: number): string => `${Math.max(0, Math.ceil(ms / 1_000))} s`;

/** One pod in one line. */
export function explainPod({ drainReason, phase, reason, routeId }: ExplainedPod, nowMs: number): string {
  const details = [
    ...(reason.clients === undefined ? [] : [`${reason.clients} client${reason.clients === 1 ? "" : "s"}`]),
    ...(reason.untilMs === undefined ? [] : [`${seconds(reason.untilMs - nowMs)} left`]),
    ...(reason.gateways === undefined || reason.gateways.length === 0
      ? []
      : [`gateways: ${reason.gateways.join(", ")}`]),
    ...(reason.because === undefined ? [] : [reason.because]),
    ...(drainReason === undefined ? [] : [`told to drain: ${drainReason}`]),
  ];
  const tail = details.length === 0 ? "" : ` (${details.join("; ")})`;
  return `${routeId}, ${phase}: ${WORDS[reason.code]}${tail}.`;
}
