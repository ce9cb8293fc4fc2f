import type { PodAction } from "../../plan/action.ts";
import { directEvidence } from "../client-evidence.ts";
import { mustGo } from "../drain-deadline.ts";
import { returnedPhase } from "../phase.ts";
import type { PodReason } from "../pod-reason.ts";
import type { PodView } from "../pod-view.ts";
import { confirmGone } from "../routing-state.ts";
import type { PodStep, StepContext } from "../step.ts";
import { unlistedSince } from "../withheld.ts";

/** Either the step that comes before the pod is unreachable, or since when it is. */
type Unreachable = { readonly step: PodStep } | { readonly sinceMs: number };

const wait = (reason: PodReason, ...actions: PodAction[]): { readonly step: PodStep } => ({
  step: { actions, reason },
});

function unreachableSince(
  { pod, routing, goneForGood }: PodView,
  { spec, gateways, nowMs }: StepContext,
): Unreachable {
  if (spec.routing === "override-host") {
    const sinceMs = goneForGood ? pod.phase.sinceMs : unlistedSince(pod, nowMs);
    return sinceMs === undefined ? wait({ code: "unlisting" }) : { sinceMs };
  }
  const { route } = routing;
  if (route !== undefined) {
    return wait(
      { code: "route_being_removed" },
      { kind: "removeRoute", routeId: route.routeId, uid: route.uid, epoch: route.epoch },
    );
  }
  const gone = confirmGone(routing, gateways, spec, nowMs);
  return gone.confirmed ? gone : wait({ code: "removal_unconfirmed", gateways: gone.gateways });
}

/** A client that showed up after all brings the pod back. */
function returns({ pod }: PodView, clients: number, nowMs: number): PodStep {
  const phase = returnedPhase(pod.phase, nowMs);
  return {
    actions: [
      { kind: "setPhase", routeId: pod.routeId, uid: pod.uid, fromRevision: pod.phase.revision, phase },
    ],
    reason: { code: "returns", clients },
  };
}

/** The second look, by this controller itself; `undefined` when the pod is empty beyond doubt. */
function lookAgain(view: PodView, notBeforeMs: number, context: StepContext): PodStep | undefined {
  const { pod } = view;
  const { spec, listeningSinceMs, nowMs } = context;
  const evidence = directEvidence(pod, spec, listeningSinceMs, nowMs);
  if (evidence.kind === "none_possible" || pod.instance === undefined) return undefined;
  const read: PodAction = { kind: "readPod", routeId: pod.routeId, podId: pod.instance.podId };
  if (evidence.kind === "silent") {
    if (evidence.forMs >= spec.silentMs) return undefined;
    const untilMs = nowMs + spec.silentMs - evidence.forMs;
    return {
      actions: [read],
      reason: { code: "direct_read_due", ...(evidence.forMs > 0 ? { untilMs } : {}) },
    };
  }
  if (evidence.sampledAtMs < notBeforeMs) return { actions: [read], reason: { code: "direct_read_due" } };
  return evidence.clients > 0 ? returns(view, evidence.clients, nowMs) : undefined;
}

/**
 * A closed pod loses its route. It is deleted once the route has been gone at every gateway for a whole
 * lease, and the pod itself, read after that, says that nobody is there. One that is gone for good cannot be
 * read and has nobody to wait for; its subset still stays until no gateway leads to it, since requests would be
 * refused instead of going to another pod.
 */
export function stepClosed(view: PodView, context: StepContext): PodStep {
  const { pod, evidence, routing, goneForGood } = view;
  const { spec, scaleDownBlocked, nowMs } = context;
  const certain = mustGo(pod, spec, nowMs);
  if (!certain && evidence.kind === "reported" && evidence.clients > 0)
    return returns(view, evidence.clients, nowMs);
  if (!goneForGood && scaleDownBlocked !== undefined) {
    return { actions: [], reason: { code: "scale_down_blocked", because: scaleDownBlocked } };
  }
  const unreachable = unreachableSince(view, context);
  if ("step" in unreachable) return unreachable.step;
  const leaseOverMs = unreachable.sinceMs + spec.leaseMs;
  if (!goneForGood && nowMs < leaseOverMs)
    return { actions: [], reason: { code: "second_lease", untilMs: leaseOverMs } };
  const again = certain ? undefined : lookAgain(view, leaseOverMs, context);
  if (again !== undefined) return again;
  const { subset } = routing;
  return {
    actions: [
      ...(subset === undefined
        ? []
        : [
            {
              kind: "removeSubset",
              routeId: subset.routeId,
              uid: subset.uid,
              epoch: subset.epoch,
            } as const,
          ]),
      { kind: "deletePod", routeId: pod.routeId, uid: pod.uid, phaseRevision: pod.phase.revision },
    ],
    reason: { code: "is_deleted" },
  };
}
