import type { DrainReason } from "../lifecycle/phase.ts";
import type { PodReason } from "../lifecycle/pod-reason.ts";
import type { EventAction } from "./action.ts";

/** What a step that moves a pod on is told as; `undefined` for a step that waits. */
export function podEvent(
  routeId: string,
  reason: PodReason,
  drainReason?: DrainReason,
): EventAction | undefined {
  const event = (name: EventAction["reason"], message: string): EventAction => ({
    kind: "recordEvent",
    routeId,
    reason: name,
    message,
  });
  switch (reason.code) {
    case "opens":
      return event("PodOpened", "ready, and every gateway leads to it");
    case "reopens":
      return event("PodReopened", "wanted again before it was empty");
    case "restarts":
      return event("PodRestarted", "its Job replaced the pod that was open");
    case "drains":
      return event("PodDraining", drainReason ?? "scale_down");
    case "closes":
      return event("PodClosed", reason.because ?? "empty after the lease");
    case "returns":
      return event("PodReturned", `${reason.clients ?? 0} clients on a closed pod`);
    case "is_deleted":
      return event("PodDeleted", drainReason ?? "scale_down");
    default:
      return undefined;
  }
}
