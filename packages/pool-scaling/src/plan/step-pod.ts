import type { DrainReason } from "../lifecycle/phase.ts";
import { drainingPhase, openPhase, returnedPhase, type PhaseRecord } from "../lifecycle/phase.ts";
import type { PodReasonCode } from "../lifecycle/pod-reason.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import { guardActions } from "../lifecycle/guard.ts";
import { ensureRouting, unroutedGateways } from "../lifecycle/ensure-routing.ts";
import type { PodStep, StepContext } from "../lifecycle/step.ts";
import { stepClosed } from "../lifecycle/steps/closed.ts";
import { stepDraining } from "../lifecycle/steps/draining.ts";
import { stepOpen } from "../lifecycle/steps/open.ts";
import { stepStarting } from "../lifecycle/steps/starting.ts";
import type { ScaleUp } from "./scale-up.ts";

/** What the size of the pool decides about single pods; everything else they decide by themselves. */
export interface Decisions {
  readonly drains: ReadonlyMap<string, DrainReason>;
  readonly up: Pick<ScaleUp, "reopen" | "comeBack" | "hold">;
}

const STEPS = { starting: stepStarting, open: stepOpen, draining: stepDraining, closed: stepClosed };

function enter({ pod }: PodView, phase: PhaseRecord, code: PodReasonCode): PodStep {
  const { routeId, uid } = pod;
  return {
    actions: [{ kind: "setPhase", routeId, uid, fromRevision: pod.phase.revision, phase }],
    reason: { code },
  };
}

function decided(view: PodView, { drains, up }: Decisions, context: StepContext): PodStep {
  const { pod } = view;
  const { nowMs } = context;
  const drain = drains.get(pod.routeId);
  if (drain !== undefined) return enter(view, drainingPhase(pod.phase, drain, nowMs), "drains");
  if (up.reopen.has(pod.routeId) && pod.instance !== undefined) {
    return enter(view, openPhase(pod.phase, pod.instance.podId, nowMs), "reopens");
  }
  if (up.comeBack.has(pod.routeId)) return enter(view, returnedPhase(pod.phase, nowMs), "returns");
  if (up.hold.has(pod.routeId)) {
    const gateways = unroutedGateways(view, context) ?? [];
    return { actions: ensureRouting(view, context), reason: { code: "route_unconfirmed", gateways } };
  }
  return STEPS[pod.phase.name](view, context);
}

/** The next step of a pod. Whoever deletes it, one that is being deleted is left to it. */
export function stepPod(view: PodView, decisions: Decisions, context: StepContext): PodStep {
  if (view.pod.deleting) return { actions: [], reason: { code: "deleting" } };
  const { actions, reason } = decided(view, decisions, context);
  const guards = guardActions(view, context);
  return guards.length === 0 ? { actions, reason } : { actions: [...guards, ...actions], reason };
}
