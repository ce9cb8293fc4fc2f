import { ensureRouting } from "../ensure-routing.ts";
import { restartedPhase } from "../phase.ts";
import type { PodReason } from "../pod-reason.ts";
import type { PodView } from "../pod-view.ts";
import type { PodStep, StepContext } from "../step.ts";

/** An open pod stays open while it is the pod that was opened; a route that somebody removed is written again. */
export function stepOpen(view: PodView, context: StepContext): PodStep {
  const { pod, evidence } = view;
  const { phase, instance, routeId, uid } = pod;
  if (instance === undefined || instance.state === "ended" || instance.podId !== phase.podId) {
    const restarted = restartedPhase(phase, context.nowMs);
    return {
      actions: [{ kind: "setPhase", routeId, uid, fromRevision: phase.revision, phase: restarted }],
      reason: { code: "restarts" },
    };
  }
  const reason: PodReason =
    evidence.kind === "reported" ? { code: "serving", clients: evidence.clients } : { code: "serving" };
  return { actions: ensureRouting(view, context), reason };
}
