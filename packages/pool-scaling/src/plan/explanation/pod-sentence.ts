import type { DrainReason } from "../../lifecycle/phase.ts";
import type { PodReason, PodReasonCode } from "../../lifecycle/pod-reason.ts";
import type { PodExplanation } from "./explanation.ts";

const DRAIN_REASONS: Readonly<Record<DrainReason, string>> = {
  scale_down: "fewer pods are wanted",
  outdated_template: "the template changed",
  failed_start: "it did not become ready in time",
  silent: "nothing was heard of it for too long",
  asked_by_pod: "it asked to",
  finished: "its Job has finished",
  failed: "its Job has failed",
  pool_deleted: "the pool is being deleted",
};

const BLOCKS: Readonly<Record<string, string>> = {
  lookup_silent: "the lookup service does not answer",
  no_reports: "no open pod is heard",
};

/** Why a pod drains, in words. */
export const drainReasonText = (reason: DrainReason): string => DRAIN_REASONS[reason];

/** Why nothing goes, in words. */
export const blockText = (block: string): string => BLOCKS[block] ?? block;

const count = (clients: number | undefined): string =>
  clients === 1 ? "1 client" : `${clients ?? "an unknown number of"} clients`;

const gatewayText = ({ gateways = [] }: PodReason): string =>
  gateways.length === 0
    ? "every gateway"
    : gateways.length > 5
      ? `${gateways.length} gateways`
      : gateways.join(", ");

const TEXTS: Readonly<Record<PodReasonCode, (reason: PodReason) => string>> = {
  serving: ({ clients }) =>
    clients === undefined ? "serves; its clients are not known" : `serves ${count(clients)}`,
  deleting: () => "is being deleted",
  not_ready: ({ because }) =>
    because === undefined
      ? "is not ready yet"
      : "has no pod yet; what its Job says of that is in the Events of the Job",
  route_being_added: () => "is ready; its route is being added",
  route_unconfirmed: (reason) => `waits until its route is seen at ${gatewayText(reason)}`,
  crash_back_off: () => "is ready; it crashed, and is trusted again after a pause",
  scale_down_blocked: ({ because }) => `stays, because nothing goes while ${blockText(because ?? "")}`,
  withholding: () => "stays until the lookup service and every snapshot have stopped giving it out",
  lease: () => "stays until the last client that was led to it has had its lease to arrive",
  report_due: () => "stays until it reports once more, after the lease",
  report_missing: () => "stays, because nothing is heard of it and it counts as busy",
  clients: (reason) => `stays, because it has ${count(reason.clients)}`,
  drain_overdue: (reason) => `stays past its deadline, because it has ${count(reason.clients)}`,
  unlisting: () => "stays until no snapshot lists it any more",
  route_being_removed: () => "is empty; its route is being removed",
  removal_unconfirmed: (reason) => `is empty; its route is not seen to be gone at ${gatewayText(reason)}`,
  second_lease: () => "is empty; it stays until the last client of its route has had its lease to arrive",
  direct_read_due: () => "is empty; it stays until it says so once more, asked by the controller itself",
  opens: () => "opens",
  reopens: () => "opens again, because it is wanted after all",
  restarts: () => "starts over, because its Job replaced the pod",
  drains: () => "drains from here on",
  closes: () => "is empty and is closed",
  returns: ({ clients }) =>
    clients === undefined
      ? "comes back, because it is wanted after all"
      : `comes back, because it has ${count(clients)}`,
  is_deleted: () => "is empty and is deleted",
};

/** One pod in one sentence, such as `chat-3 (draining: fewer pods are wanted) stays, because it has 2 clients.` */
export function podSentence(
  { routeId, phase, drainReason, reason, isProtected }: PodExplanation,
  nowMs: number,
): string {
  const why = drainReason === undefined ? phase : `${phase}: ${drainReasonText(drainReason)}`;
  const until =
    reason.untilMs === undefined || reason.untilMs <= nowMs
      ? ""
      : `, for ${Math.ceil((reason.untilMs - nowMs) / 1_000)} s at most`;
  const note = isProtected ? " It is protected and is never chosen to go." : "";
  return `${routeId} (${why}) ${TEXTS[reason.code](reason)}${until}.${note}`;
}
