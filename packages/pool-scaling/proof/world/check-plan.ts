import type { LifecycleSpec, ObservedPool, Plan } from "../planner.ts";
import { jobOf } from "./change.ts";
import { isGivenUp } from "./check-landing.ts";
import { demand } from "./violation.ts";
import { TICK_MS, type World, type WorldOptions } from "./world.ts";

const REMOVALS = new Set(["removeRoute", "removeSubset", "deletePod"]);

function checkBlind({ actions }: Plan, observed: ObservedPool, spec: LifecycleSpec, nowMs: number): void {
  if (observed.lookup !== undefined && nowMs - observed.lookup.observedAtMs <= spec.reportMaxAgeMs) return;
  const seen = new Set(observed.pods.map(({ routeId }) => routeId));
  for (const action of actions) {
    const isRemoval =
      (REMOVALS.has(action.kind) && "routeId" in action && seen.has(action.routeId ?? "")) ||
      (action.kind === "setPhase" &&
        (action.phase.name === "closed" || action.phase.drainReason === "scale_down") &&
        // A return keeps the reason for which the pod drains.
        action.phase.drainSinceMs === (action.phase.name === "draining" ? nowMs : action.phase.drainSinceMs));
    demand(
      !isRemoval || spec.deletion !== undefined,
      "blind",
      `${action.kind} while the lookup service is silent`,
    );
  }
}

function checkUndo(
  { actions, explanation }: Plan,
  observed: ObservedPool,
  spec: LifecycleSpec,
  nowMs: number,
): void {
  const fresh = explanation.up.created.filter((name) => !observed.status.pendingStarts.includes(name));
  if (fresh.length === 0) return;
  const opened = new Set(actions.flatMap((action) => (action.kind === "setPhase" ? [action.routeId] : [])));
  const idle = observed.pods.find(
    ({ routeId, phase, templateHash, instance, report }) =>
      phase.name === "draining" &&
      !opened.has(routeId) &&
      !explanation.up.returning.includes(routeId) &&
      templateHash === spec.templateHash &&
      instance?.ready === true &&
      phase.podId === instance.podId &&
      report?.podId === instance.podId &&
      nowMs - report.sampledAtMs <= spec.reportMaxAgeMs,
  );
  demand(idle === undefined, "undo-first", `${fresh[0]} is started though ${idle?.routeId} drains`);
  const { count, lastAtMs } = observed.status.failedStarts;
  demand(count === 0 || nowMs - lastAtMs >= spec.backOffBaseMs, "back-off", `${fresh[0]} is started at once`);
}

function checkEvidence({ actions }: Plan, world: World, spec: LifecycleSpec, options: WorldOptions): void {
  for (const action of actions) {
    if (action.kind !== "setPhase" || action.phase.name !== "closed") continue;
    const job = jobOf(world, action.routeId);
    if (job === undefined || !job.phase.opened || isGivenUp(job, spec, world)) continue;
    const { routeId, clients, emptyAtMs } = job;
    const emptyFor = clients === 0 ? 0 : world.nowMs - emptyAtMs;
    demand(emptyFor <= spec.reportMaxAgeMs, "fresh-evidence", `${routeId} has long had a client`);
    // A lookup service that started anew does not know since when the pod was withheld.
    if (options.faults) continue;
    const entry = world.lookup.entries.find((known) => known.routeId === routeId);
    const leaseOverMs = (entry?.leftOpenAtMs ?? world.nowMs) + options.snapshotTicks * TICK_MS + spec.leaseMs;
    const wasEmpty = clients === 0 || emptyAtMs >= leaseOverMs;
    demand(wasEmpty, "fresh-evidence", `${routeId} had a client when the lease was over`);
  }
}

function checkOpened({ actions }: Plan, world: World, spec: LifecycleSpec): void {
  for (const action of actions) {
    if (action.kind !== "setPhase" || action.phase.name !== "open") continue;
    const { routeId } = action;
    demand(jobOf(world, routeId)?.readySinceMs !== undefined, "open-when-routed", `${routeId} is not ready`);
    if (spec.routing === "override-host") continue;
    const missing = world.gateways.find(({ routes }) => !routes.includes(routeId));
    demand(missing === undefined, "open-when-routed", `${routeId} is not routed at ${missing?.name}`);
  }
}

function checkVictims({ actions, explanation }: Plan, observed: ObservedPool): void {
  const { counts, desired, outdated } = explanation;
  const live = new Set(
    observed.pods
      .filter(({ phase }) => phase.name === "open" || phase.name === "starting")
      .map(({ routeId }) => routeId),
  );
  const drained = actions.filter(
    (action) =>
      action.kind === "setPhase" && action.phase.drainReason === "scale_down" && live.has(action.routeId),
  ).length;
  if (drained === 0 || outdated > 0) return;
  const left = counts.starting + counts.open - drained;
  demand(left >= desired.replicas, "lower-bound", `${left} of ${desired.replicas} are left`);
}

/** Holds a plan against what it was made from and against the truth. */
export function checkPlan(
  plan: Plan,
  observed: ObservedPool,
  world: World,
  spec: LifecycleSpec,
  options: WorldOptions,
): void {
  checkBlind(plan, observed, spec, world.nowMs);
  checkUndo(plan, observed, spec, world.nowMs);
  checkEvidence(plan, world, spec, options);
  checkOpened(plan, world, spec);
  checkVictims(plan, observed);
}
