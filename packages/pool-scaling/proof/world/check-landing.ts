import type { LifecycleSpec, PlanAction, WrittenObject } from "../planner.ts";
import { isGoneForGood, jobOf } from "./change.ts";
import { isGivenOut, isNamedAt, underWay } from "./reach.ts";
import { specOf } from "./spec.ts";
import { demand } from "./violation.ts";
import type { Controller, Job, World, WorldOptions } from "./world.ts";

const isLive = ({ phase }: Job): boolean => phase.name === "starting" || phase.name === "open";

/**
 * The user's own deadline: a pod that nobody heard for so long counts as dead. It was heard last at most
 * half that time before it fell silent.
 */
export const isGivenUp = ({ silentSinceMs }: Job, { silentMs }: LifecycleSpec, { nowMs }: World): boolean =>
  silentSinceMs !== undefined && nowMs - silentSinceMs >= silentMs / 2;

/** That nobody is at the pod, on the way to it, or can be led to it any more. */
function checkEmpty(job: Job, controller: Controller, world: World, options: WorldOptions): void {
  const { routeId } = job;
  demand(job.clients === 0, "client-kept", `${routeId} has ${job.clients} clients`);
  demand(underWay(job, world) === 0, "nobody-on-the-way", `${routeId} has a client on its way`);
  const reaching = world.gateways.filter(
    (gateway) => job.phase.opened && isNamedAt(gateway, world, routeId, options),
  );
  demand(reaching.length === 0, "unreachable", `${routeId} is still reached through ${reaching[0]?.name}`);
  demand(!isGivenOut(world, routeId, options), "unreachable", `${routeId} is still given out`);
  // A pod that its Job replaced since the plan was made is another one, and nobody was led to it.
  if (job.phase.opened && job.readySinceMs !== undefined && job.readySinceMs < controller.observedAtMs) {
    const read = controller.direct.find((direct) => direct.routeId === routeId)?.report;
    demand(read?.podId === job.podId && read.clients === 0, "read-by-itself", `${routeId} was not read`);
    const goneAtMs = world.gateways.flatMap(({ gone }) =>
      gone.filter((entry) => entry.routeId === routeId).map(({ atMs }) => atMs),
    );
    const leaseOverMs = Math.max(0, ...goneAtMs) + specOf(world, options).leaseMs;
    demand(
      (read?.sampledAtMs ?? 0) >= leaseOverMs,
      "read-by-itself",
      `${routeId} was read before the lease was over`,
    );
  }
}

function checkDelete(job: Job, controller: Controller, world: World, options: WorldOptions): void {
  const { routeId, uid } = job;
  demand(
    controller.uids[routeId] === uid,
    "right-job",
    `${routeId} was ${controller.uids[routeId]}, is ${uid}`,
  );
  // Where no process is left nobody is cut, and nobody can be given what would serve him.
  if (!isGoneForGood(job) && !isGivenUp(job, specOf(world, options), world))
    checkEmpty(job, controller, world, options);
  // No lease is waited for after a process that has ended: what another controller writes in that time is an orphan.
  const isLate = ({ writtenAtMs }: WrittenObject): boolean =>
    isGoneForGood(job) && writtenAtMs >= controller.observedAtMs;
  const written = [...world.routes, ...world.subsets].find((object) => object.uid === uid && !isLate(object));
  demand(written === undefined, "nothing-left", `the routing of ${routeId} is written`);
}

function checkBounds(world: World, options: WorldOptions): void {
  const live = world.jobs.filter(isLive);
  const hasOld = live.some(({ templateHash }) => templateHash !== world.templateHash);
  const surge = hasOld ? specOf(world, options).maxSurge : 0;
  demand(live.length <= options.maxReplicas + surge, "upper-bound", `${live.length} replicas`);
}

/** Holds an action against the invariants, with the world as it is just before and just after. */
export function checkLanding(
  action: PlanAction,
  before: World,
  after: World,
  controller: Controller,
  options: WorldOptions,
): void {
  if (before === after) return;
  switch (action.kind) {
    case "deletePod": {
      const job = jobOf(before, action.routeId);
      if (job !== undefined) checkDelete(job, controller, before, options);
      return;
    }
    case "removeRoute": {
      const job = jobOf(before, action.routeId);
      if (job === undefined || !job.phase.opened || isGoneForGood(job) || job.isCopy) return;
      const { routeId } = job;
      demand(!isGivenOut(before, routeId, options), "withheld-before-route", `${routeId} is given out`);
      demand(
        underWay(job, before, "pick") === 0,
        "withheld-before-route",
        `a pick of ${routeId} is on its way`,
      );
      return;
    }
    case "removeSubset": {
      const isWritten = before.routes.some(({ routeId }) => routeId === action.routeId);
      const isReachable = jobOf(before, action.routeId)?.phase.opened === true;
      // What is sent to a gateway may be overtaken by the removal. Where nobody is, nobody is led astray.
      const carrier =
        isReachable || !options.looks
          ? before.gateways.find(({ routes }) => routes.includes(action.routeId))
          : undefined;
      demand(!isWritten, "route-before-subset", `the route of ${action.routeId} is written`);
      demand(
        carrier === undefined,
        "route-before-subset",
        `${carrier?.name} has the route of ${action.routeId}`,
      );
      return;
    }
    case "addRoute": {
      const hasSubset = after.subsets.some(({ routeId }) => routeId === action.routeId);
      demand(hasSubset, "subset-before-route", `${action.routeId} has no subset`);
      return;
    }
    case "createPod": {
      const starting = after.jobs.filter(({ phase }) => phase.name === "starting" && !phase.opened).length;
      checkBounds(after, options);
      demand(starting <= specOf(after, options).maxStarting, "start-limit", `${starting} pods are starting`);
      return;
    }
    case "setPhase": {
      const job = jobOf(after, action.routeId);
      if (job === undefined) return;
      if (action.phase.name === "closed" && !isGoneForGood(job)) {
        demand(
          !isGivenOut(before, job.routeId, options),
          "withheld-before-route",
          `${job.routeId} is given out`,
        );
      }
      if (action.phase.name === "open") {
        checkBounds(after, options);
      }
      // Others may have gone since the plan was made.
      const isCalm = !options.faults && options.finishing === 0;
      if (isCalm && action.phase.name === "draining" && action.phase.drainReason === "scale_down") {
        const live = after.jobs.filter(isLive).length;
        demand(live >= options.minReplicas, "lower-bound", `${live} replicas are left`);
      }
      return;
    }
    default:
  }
}
