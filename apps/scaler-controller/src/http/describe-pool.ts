import { explainDecision, explainPod, explainPool as explainPlan } from "@fairlead/pool-scaling";
import { FairleadError } from "@fairlead/routing-schema";
import type { PoolFigures } from "../metrics/create-metrics.ts";
import type { PoolController } from "../reconcile/pool-controller.ts";
import type { SlowLook } from "../reconcile/slow-looks.ts";
import type { PassResult } from "../reconcile/create-pass.ts";
import type { ScaledPod, ScaledPool } from "../interfaces/scaled-pool.ts";

type Conditions = ScaledPool["conditions"];

// Without what differs from pass to pass: a status is written when what it says changes.
const sayOf = ({ leaseMs }: SlowLook): string =>
  `What was looked at is older than the lease of ${leaseMs} ms before all that follows from it has begun. Give picking.leaseSeconds more, or the scaler more CPU.`;

/** What the planner says, whether the status outlives the process, and whether what is planned can be done, and in time. */
function conditionsOf({ actionFault, last, slowLook, world }: PoolController): Conditions {
  const { fault } = world.statusStore;
  return [
    ...(last?.plan.status.conditions ?? []),
    {
      type: "StatusNotStored",
      status: fault !== undefined,
      sinceMs: null,
      reason: fault === undefined ? "stored" : fault.message,
    },
    {
      type: "ActionsFailing",
      status: actionFault !== undefined,
      sinceMs: null,
      reason: actionFault === undefined ? "done" : actionFault.message,
    },
    {
      type: "LookTooSlow",
      status: slowLook !== undefined,
      sinceMs: null,
      reason: slowLook === undefined ? "in_time" : sayOf(slowLook),
    },
  ];
}

function podsOf({ observation, plan }: PassResult, nowMs: number): ScaledPod[] {
  const { explanation } = plan;
  const reasons = new Map(explanation.pods.map(({ reason, routeId }) => [routeId, reason.code]));
  return observation.pods.map(({ deleting, endpoint, instance, phase, routeId }) => {
    const report = observation.reports.get(routeId);
    return {
      routeId,
      podId: instance?.podId ?? null,
      endpoint: endpoint ?? null,
      phase: phase.name,
      phaseSinceMs: phase.sinceMs,
      ready: instance?.ready ?? false,
      deleting,
      clients: report?.clients ?? null,
      reportAgeMs: report === undefined ? null : Math.max(0, nowMs - report.sampledAtMs),
      reason: reasons.get(routeId) ?? "new",
      why: explainPod(explanation, routeId) ?? `${routeId} is new.`,
    };
  });
}

function limitOf(last: PassResult | undefined): ScaledPool["limit"] {
  const limited = last?.replicaCount.conditions.find(({ type }) => type === "ScalingLimited");
  return limited?.status === "True" ? { reason: limited.reason, message: limited.message } : null;
}

const NOBODY = { starting: 0, open: 0, draining: 0, closed: 0 };

/** A pool as the last pass saw it. */
export function viewPool(controller: PoolController, leader: boolean, nowMs: number): ScaledPool {
  const { fault, last, world } = controller;
  const { lifecycle } = world.source.current();
  const pods = last === undefined ? [] : podsOf(last, nowMs);
  const lookup = last?.observation.observed.lookup;
  return {
    pool: world.pool,
    leader,
    observedAtMs: last?.observation.observedAtMs ?? null,
    desiredReplicas: last?.plan.status.desiredReplicas ?? 0,
    minReplicas: last?.plan.explanation.minReplicas ?? lifecycle.minReplicas,
    maxReplicas: last?.plan.explanation.maxReplicas ?? lifecycle.maxReplicas,
    why: last === undefined ? [] : explainPlan(last.plan.explanation),
    decision: last === undefined ? "" : explainDecision(last.replicaCount),
    limit: limitOf(last),
    counts: last?.plan.explanation.counts ?? NOBODY,
    clients: pods.reduce((sum, { clients }) => sum + (clients ?? 0), 0),
    waitingClients: last?.observation.waitingClients ?? 0,
    viewAgeMs: lookup === undefined ? null : Math.max(0, nowMs - lookup.observedAtMs),
    conditions: conditionsOf(controller),
    fault:
      fault === undefined
        ? null
        : { code: FairleadError.isInstance(fault) ? fault.code : "internal", message: fault.message },
    pods,
  };
}

/** The same as figures for metrics. */
export function figuresOf(controller: PoolController, nowMs: number): PoolFigures {
  const { clients, conditions, counts, desiredReplicas, pool, viewAgeMs, waitingClients } = viewPool(
    controller,
    true,
    nowMs,
  );
  return {
    pool,
    desiredReplicas,
    phases: counts,
    clients,
    waitingClients,
    conditions,
    viewAgeSeconds: viewAgeMs === null ? undefined : viewAgeMs / 1_000,
  };
}
