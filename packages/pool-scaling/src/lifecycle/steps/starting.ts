import { backOffMs } from "../back-off.ts";
import { ensureRouting, unroutedGateways } from "../ensure-routing.ts";
import { openPhase } from "../phase.ts";
import type { PodView } from "../pod-view.ts";
import type { PodStep, StepContext } from "../step.ts";
import { past } from "../time.ts";

/**
 * A starting pod gets its subset and its route while it starts, and is opened once it is ready and every
 * gateway leads to it. One that crashed is trusted again after a pause that doubles with each crash: it
 * has the fewest clients of all, and would draw every new one into the next crash.
 */
export function stepStarting(view: PodView, context: StepContext): PodStep {
  const { pod, healthy } = view;
  const { spec, nowMs } = context;
  const actions = ensureRouting(view, context);
  if (pod.instance === undefined) return { actions, reason: { code: "not_ready", because: "no_pod" } };
  if (!healthy) return { actions, reason: { code: "not_ready" } };
  if (actions.length > 0) return { actions, reason: { code: "route_being_added" } };
  const gateways = unroutedGateways(view, context);
  if (gateways !== undefined) return { actions, reason: { code: "route_unconfirmed", gateways } };
  const untilMs =
    pod.crashes === undefined ? 0 : past(pod.crashes.lastAtMs, nowMs) + backOffMs(pod.crashes.count, spec);
  if (nowMs < untilMs) return { actions, reason: { code: "crash_back_off", untilMs } };
  const phase = openPhase(pod.phase, pod.instance.podId, nowMs);
  return {
    actions: [
      { kind: "setPhase", routeId: pod.routeId, uid: pod.uid, fromRevision: pod.phase.revision, phase },
    ],
    reason: { code: "opens" },
  };
}
