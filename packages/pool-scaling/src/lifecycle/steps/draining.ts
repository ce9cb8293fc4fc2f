import { isOverdue, mustGo } from "../drain-deadline.ts";
import { ensureRouting, unroutedGateways } from "../ensure-routing.ts";
import { closedPhase } from "../phase.ts";
import type { PodReason } from "../pod-reason.ts";
import type { PodView } from "../pod-view.ts";
import type { PodStep, StepContext } from "../step.ts";
import { withheldSince } from "../withheld.ts";

/** What the pod waits for before its route may go; `undefined` when it waits for nothing. */
function waitsFor(view: PodView, context: StepContext): PodReason | undefined {
  const { pod, evidence, silentTooLong, goneForGood } = view;
  if (goneForGood) return undefined;
  const { spec, scaleDownBlocked, nowMs } = context;
  if (scaleDownBlocked !== undefined) return { code: "scale_down_blocked", because: scaleDownBlocked };
  const withheldSinceMs = withheldSince(pod, nowMs);
  if (withheldSinceMs === undefined) return { code: "withholding" };
  const leaseOverMs = withheldSinceMs + spec.leaseMs;
  if (nowMs < leaseOverMs) return { code: "lease", untilMs: leaseOverMs };
  if (mustGo(pod, spec, nowMs) || evidence.kind === "none_possible" || silentTooLong) return undefined;
  if (evidence.kind === "silent")
    return { code: "report_missing", untilMs: nowMs + spec.silentMs - evidence.forMs };
  if (evidence.clients > 0) {
    return {
      code: isOverdue(pod, spec, nowMs) ? "drain_overdue" : "clients",
      clients: evidence.clients,
      ...(spec.onDeadline === "delete" && spec.maxDrainMs !== undefined
        ? { untilMs: (pod.phase.drainSinceMs ?? nowMs) + spec.maxDrainMs }
        : {}),
    };
  }
  if (evidence.sampledAtMs < leaseOverMs) return { code: "report_due" };
  const gateways = pod.phase.opened ? unroutedGateways(view, context, "all") : undefined;
  // A gateway that has yet to get the route would get it while it is taken for gone. Without any, none will.
  return gateways === undefined || context.gateways?.names.length === 0
    ? undefined
    : { code: "route_unconfirmed", gateways };
}

/**
 * A draining pod keeps its route for the clients that it has. It is closed once nobody new was led to it
 * for a whole lease, and a report taken after that says that nobody is there. One that is gone for good has
 * none, and whoever takes its route finds nobody: it is closed at once, whether or not anybody sees the others.
 */
export function stepDraining(view: PodView, context: StepContext): PodStep {
  const { pod } = view;
  const reason = waitsFor(view, context);
  if (reason !== undefined) return { actions: pod.phase.opened ? ensureRouting(view, context) : [], reason };
  const phase = closedPhase(pod.phase, context.nowMs);
  return {
    actions: [
      { kind: "setPhase", routeId: pod.routeId, uid: pod.uid, fromRevision: pod.phase.revision, phase },
    ],
    reason: view.goneForGood ? { code: "closes", because: "gone for good" } : { code: "closes" },
  };
}
