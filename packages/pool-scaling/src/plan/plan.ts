import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import { startingPhase, type DrainReason } from "../lifecycle/phase.ts";
import { viewPod, type PodView } from "../lifecycle/pod-view.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import { indexRouting } from "../lifecycle/routing-state.ts";
import type { StepContext } from "../lifecycle/step.ts";
import type { PlanAction } from "./action.ts";
import { countPhases, countReplicas, takeCensus, type Census } from "./census.ts";
import { conditionEvents, currentConditions } from "./conditions.ts";
import { deleteAtOnce, releaseWhenEmpty } from "./delete-pool.ts";
import { boundDesired } from "./desired-replicas.ts";
import type { PlanExplanation, PodExplanation } from "./explanation/explanation.ts";
import { countFailedStarts } from "./failed-starts.ts";
import { forcedDrains } from "./forced-drains.ts";
import { removeOrphans } from "./orphans.ts";
import { nextDrains, recentDrains } from "./pending-drains.ts";
import { nextStatus } from "./plan-status.ts";
import { podEvent } from "./pod-events.ts";
import { scaleDown, type ScaleDown } from "./scale-down.ts";
import { scaleDownBlock } from "./scale-down-blocked.ts";
import { scaleUp } from "./scale-up.ts";
import { stepPod, type Decisions } from "./step-pod.ts";

/** What to do next, what to remember, and why. */
export interface Plan {
  readonly actions: readonly PlanAction[];
  /** The status as it is once the plan's `updateStatus`, if there is one, has been applied. */
  readonly status: PoolStatus;
  readonly explanation: PlanExplanation;
  /** When time alone will change the plan; absent when it will not. */
  readonly wakeAtMs?: number;
}

const NOBODY: ScaleDown = { excess: 0, drains: new Map() };

interface Stepped {
  readonly actions: PlanAction[];
  readonly pods: PodExplanation[];
  readonly wakeAtMs: number;
}

function stepAll(views: readonly PodView[], decisions: Decisions, context: StepContext): Stepped {
  const actions: PlanAction[] = [];
  const pods: PodExplanation[] = [];
  let wakeAtMs = Infinity;
  for (const view of views) {
    const { pod } = view;
    const { routeId, phase } = pod;
    const step = stepPod(view, decisions, context);
    const drainReason = decisions.drains.get(routeId) ?? phase.drainReason;
    const event = podEvent(routeId, step.reason, drainReason);
    for (const action of step.actions) actions.push(action);
    if (event !== undefined) actions.push(event);
    if (step.reason.untilMs !== undefined) wakeAtMs = Math.min(wakeAtMs, step.reason.untilMs);
    pods.push({
      routeId,
      phase: phase.name,
      drainReason,
      isProtected: pod.protected === true,
      reason: step.reason,
    });
  }
  return { actions, pods, wakeAtMs };
}

/** Creates and asks: what concerns no pod that is there. */
function poolActions(
  create: readonly string[],
  { ask, note }: ScaleDown,
  spec: LifecycleSpec,
  nowMs: number,
): PlanAction[] {
  return [
    ...create.flatMap((routeId): PlanAction[] => [
      { kind: "createPod", routeId, templateHash: spec.templateHash, phase: startingPhase(nowMs) },
      { kind: "recordEvent", routeId, reason: "PodStarted", message: spec.templateHash },
    ]),
    ...(ask === undefined ? [] : [{ kind: "askPicker", request: ask } as const]),
    ...(note === undefined ? [] : [{ kind: "recordEvent", reason: "PickerIgnored", message: note } as const]),
  ];
}

/** The earliest time at which a starting pod has failed. */
function nextStartDeadline({ starting }: Census, spec: LifecycleSpec): number {
  let earliest = Infinity;
  for (const { pod, healthy } of starting) {
    if (!healthy) earliest = Math.min(earliest, pod.phase.sinceMs + spec.startDeadlineMs);
  }
  return earliest;
}

/**
 * The next safe steps of a pool.
 *
 * Pure: the same observation gives the same plan. Everything is derived from what is observed, so a plan
 * that was done by half, twice or not at all is made good by the next one. The rules are written down in
 * `docs/scaling.md`, and proved against a model of the world in `proof/`.
 *
 * Hint: an empty list of actions means that nothing is to be done now; `wakeAtMs` says when to plan again
 * should nothing be observed until then.
 */
export function plan(observed: ObservedPool, spec: LifecycleSpec, nowMs: number): Plan {
  const { status, lookup } = observed;
  const listeningSinceMs = lookup?.sinceMs ?? nowMs;
  const routingOf = indexRouting(observed);
  const views = observed.pods.map((pod) =>
    viewPod(pod, routingOf(pod.routeId), spec, listeningSinceMs, nowMs),
  );
  const seen = new Set(observed.pods.map(({ routeId }) => routeId));
  const census = takeCensus(views);
  const blocked = scaleDownBlock(observed, views, spec, nowMs);
  const context: StepContext = {
    spec,
    gateways: observed.gateways,
    scaleDownBlocked: blocked,
    listeningSinceMs,
    nowMs,
  };

  const forced = forcedDrains(census, spec, blocked !== undefined, nowMs);
  const replicas = countReplicas(census, forced, spec, blocked !== undefined);
  const desired = boundDesired(observed, spec, replicas.live.length);
  const failedStarts = countFailedStarts(census, forced, status, nowMs);
  const up = scaleUp(census, replicas, desired.replicas, { ...status, failedStarts }, seen, context);
  const recent = recentDrains(replicas, status, context);
  const down =
    blocked === undefined ? scaleDown(replicas, desired.replicas, recent, spec, observed.picker) : NOBODY;
  const drains = new Map<string, DrainReason>([...forced, ...down.drains]);

  const isImmediate = spec.deletion === "immediate";
  const stepped = stepAll(views, { drains, up }, context);
  const conditions = currentConditions(status.conditions, blocked, failedStarts.count, census, spec, nowMs);
  const memory = nextStatus(status, {
    isDecision: drains.size + up.reopen.size + up.comeBack.size + up.fresh.length > 0,
    nextOrdinal: up.nextOrdinal,
    pendingStarts: up.pendingStarts,
    pendingDrains: nextDrains(recent, [...down.drains.keys()], status.pendingDrains, nowMs),
    reopening: up.reopening,
    failedStarts,
    desiredReplicas: desired.replicas,
    conditions,
  });
  const wakeAtMs = Math.min(stepped.wakeAtMs, up.untilMs ?? Infinity, nextStartDeadline(census, spec));
  return {
    actions: [
      ...memory.actions,
      ...(isImmediate ? deleteAtOnce(observed) : stepped.actions),
      ...poolActions(up.create, down, spec, nowMs),
      ...removeOrphans(observed, seen, routingOf, context),
      ...conditionEvents(status.conditions, conditions),
      ...(spec.deletion === undefined ? [] : releaseWhenEmpty(observed)),
    ],
    status: memory.status,
    explanation: {
      nowMs,
      desired,
      minReplicas: spec.minReplicas,
      maxReplicas: spec.maxReplicas,
      counts: countPhases(census),
      outdated: replicas.outdated,
      ...(blocked === undefined ? {} : { scaleDownBlocked: blocked }),
      up: {
        missing: up.missing,
        created: up.create,
        reopened: [...up.reopen],
        returning: [...up.hold, ...up.comeBack],
        ...(up.limit === undefined ? {} : { limit: up.limit }),
        ...(up.untilMs === undefined ? {} : { untilMs: up.untilMs }),
        failedStarts: failedStarts.count,
      },
      down: {
        excess: down.excess,
        drained: [...drains].map(([routeId, reason]) => ({ routeId, reason })),
        asksPicker: down.ask !== undefined,
        ...(down.note === undefined ? {} : { pickerNote: down.note }),
      },
      pods: stepped.pods,
    },
    ...(wakeAtMs === Infinity ? {} : { wakeAtMs }),
  };
}
