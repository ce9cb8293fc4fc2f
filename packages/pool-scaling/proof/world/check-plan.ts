import type { LifecyclePod, LifecycleSpec, ObservedPool, Plan, WrittenObject } from "../planner.ts";
import { isGoneForGood, jobOf } from "./change.ts";
import { checkFinished, hasEnded } from "./check-finished.ts";
import { isGivenUp } from "./check-landing.ts";
import { demand } from "./violation.ts";
import { TICK_MS, type Gateway, type World, type WorldOptions } from "./world.ts";

const REMOVALS = new Set(["removeRoute", "removeSubset", "deletePod"]);

/** Whether nothing is heard of the lookup service, or of any open pod that runs. */
function isBlind({ lookup, pods }: ObservedPool, { reportMaxAgeMs }: LifecycleSpec, nowMs: number): boolean {
  if (lookup === undefined || nowMs - lookup.observedAtMs > reportMaxAgeMs) return true;
  const running = pods.filter(
    ({ phase, instance }) => phase.name === "open" && instance?.state === "running",
  );
  const isHeard = ({ instance, report, directReport }: LifecyclePod): boolean =>
    [report, directReport].some(
      (said) => said?.podId === instance?.podId && nowMs - (said?.sampledAtMs ?? 0) <= reportMaxAgeMs,
    );
  return running.length > 0 && !running.some(isHeard);
}

function checkBlind({ actions }: Plan, observed: ObservedPool, spec: LifecycleSpec, nowMs: number): void {
  if (!isBlind(observed, spec, nowMs)) return;
  // Whoever has ended is seen to have, whatever the lookup service says.
  const seen = new Set(observed.pods.filter((pod) => !hasEnded(pod)).map(({ routeId }) => routeId));
  for (const action of actions) {
    const isRemoval =
      (REMOVALS.has(action.kind) && "routeId" in action && seen.has(action.routeId ?? "")) ||
      (action.kind === "setPhase" &&
        seen.has(action.routeId) &&
        (action.phase.name === "closed" || action.phase.drainReason === "scale_down") &&
        // A return keeps the reason for which the pod drains.
        action.phase.drainSinceMs === (action.phase.name === "draining" ? nowMs : action.phase.drainSinceMs));
    demand(!isRemoval || spec.deletion !== undefined, "blind", `${action.kind} while nobody is heard`);
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
    ({ routeId, phase, templateHash, finished, instance, report }) =>
      phase.name === "draining" &&
      finished === undefined &&
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
    if (job === undefined || !job.phase.opened || isGoneForGood(job) || isGivenUp(job, spec, world)) continue;
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

/** A gateway that has never had the route since it was written; one that has lost it since is another matter. */
function lacksRoute({ routes, gone }: Gateway, { routeId, writtenAtMs }: WrittenObject): boolean {
  return (
    !routes.includes(routeId) && !gone.some((entry) => entry.routeId === routeId && entry.atMs >= writtenAtMs)
  );
}

function checkOpened({ actions }: Plan, observed: ObservedPool, world: World, spec: LifecycleSpec): void {
  for (const action of actions) {
    if (action.kind !== "setPhase" || action.phase.name !== "open") continue;
    const { routeId } = action;
    const pod = observed.pods.find((seen) => seen.routeId === routeId);
    demand(pod?.instance?.ready === true, "open-when-routed", `${routeId} is not ready`);
    const { crashes, phase } = pod ?? {};
    const hasRested = crashes === undefined || world.nowMs - crashes.lastAtMs >= spec.backOffBaseMs;
    demand(hasRested || phase?.name !== "starting", "back-off", `${routeId} is opened at once after a crash`);
    if (spec.routing === "override-host") continue;
    const route = observed.routes.find((written) => written.routeId === routeId);
    demand(route?.uid === pod?.uid, "open-when-routed", `${routeId} has no route`);
    const listed = world.gateways.filter(({ name }) => observed.gateways?.names.includes(name));
    const missing = listed.find((gateway) => route !== undefined && lacksRoute(gateway, route));
    demand(missing === undefined, "open-when-routed", `${routeId} is not routed at ${missing?.name}`);
  }
}

function checkVictims({ actions, explanation }: Plan, observed: ObservedPool, spec: LifecycleSpec): void {
  const { desired, outdated } = explanation;
  const live = new Set(
    observed.pods
      .filter(({ phase, finished }) => finished === undefined && ["open", "starting"].includes(phase.name))
      .map(({ routeId }) => routeId),
  );
  const drained = actions.filter(
    (action) =>
      action.kind === "setPhase" && action.phase.drainReason === "scale_down" && live.has(action.routeId),
  ).length;
  if (drained === 0 || outdated > 0) return;
  const left = live.size - drained;
  const least = Math.max(spec.minReplicas, desired.replicas);
  demand(left >= least, "lower-bound", `${left} of ${least} are left`);
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
  checkOpened(plan, observed, world, spec);
  checkVictims(plan, observed, spec);
  checkFinished(plan, observed, spec);
}
