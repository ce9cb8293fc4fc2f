import type { Planner } from "../planner.ts";
import { catchUpAll } from "./catch-up.ts";
import { makePlan, planAndLand } from "./controller-events.ts";
import { specOf } from "./spec.ts";
import { clientArrives, clientLeaves, tick } from "./traffic-events.ts";
import { demand } from "./violation.ts";
import type { World, WorldOptions } from "./world.ts";

/** More rounds than any world needs: every lease, deadline and pause several times over. */
const MAX_ROUNDS = 120;
/** Rounds in which a settled world has to stay as it is. */
const QUIET_ROUNDS = 3;

/** The world as a fault-free one: everything answers, and one controller is at work. */
function calm(world: World, clientsLeave: boolean): World {
  const pods = world.jobs.map((job) => ({
    ...job,
    broken: false,
    silentSinceMs: undefined,
    clients: clientsLeave ? 0 : job.clients,
    emptyAtMs: clientsLeave ? world.nowMs : job.emptyAtMs,
  }));
  const controllers = world.controllers
    .slice(0, 1)
    .map((controller) => ({ ...controller, queue: [], probes: [] }));
  return { ...world, jobs: pods, controllers, leader: 0, lookupAnswers: true };
}

/** One round in which time passes, clients move, and everything that lags catches up. */
function surroundings(world: World, clientsLeave: boolean, options: WorldOptions): World {
  let now = tick(world, options);
  for (const { routeId, journeys, clients } of now.jobs) {
    for (let rest = journeys.length; rest > 0; rest -= 1) now = clientArrives(now, routeId);
    if (clientsLeave && clients > 0) now = clientLeaves(now, routeId);
  }
  return catchUpAll(now);
}

function missingFromDesired(world: World, options: WorldOptions): string | undefined {
  const { jobs, desired, pool, templateHash } = world;
  const spec = specOf(world, options);
  const open = jobs.filter(({ phase }) => phase.name === "open");
  const bounded = Math.min(spec.maxReplicas, Math.max(spec.minReplicas, desired ?? open.length));
  const wanted = pool === "there" ? bounded : 0;
  if (open.length !== wanted) return `${open.length} of ${wanted} pods are open`;
  const stray = jobs.find(({ phase, clients }) => phase.name !== "open" && clients === 0);
  if (stray !== undefined) return `${stray.routeId} is ${stray.phase.name} without a client`;
  const finished = open.find((job) => job.finished !== undefined);
  if (finished !== undefined) return `${finished.routeId} is open though its Job has finished`;
  const old = open.find((job) => job.templateHash !== templateHash);
  if (old !== undefined) return `${old.routeId} is of the old template`;
  const replaced = open.find(({ phase, podId }) => phase.podId !== podId);
  if (replaced !== undefined) return `${replaced.routeId} is open for a pod that is gone`;
  const unguarded = jobs.find(
    ({ clients, guardedSinceMs }) => clients > 0 !== (guardedSinceMs !== undefined),
  );
  if (unguarded !== undefined)
    return `${unguarded.routeId} has ${unguarded.clients} clients and the wrong guard`;
  if (spec.routing === "override-host") return undefined;
  const written = new Set(world.routes.map(({ routeId }) => routeId));
  const unrouted = jobs.find(({ routeId }) => !written.has(routeId));
  if (unrouted !== undefined) return `${unrouted.routeId} has no route`;
  const orphan = [...world.routes, ...world.subsets].find(
    ({ routeId }) => !jobs.some((job) => job.routeId === routeId),
  );
  if (orphan !== undefined) return `the routing of ${orphan.routeId} is left behind`;
  if (pool !== "there" && jobs.length === 0)
    return pool === "released" ? undefined : "the pool is not released";
  return undefined;
}

/**
 * Lets the world come to rest and holds it against what is wanted. Clients either all leave, or those
 * that are there stay: then the pods that they are on stay as well.
 */
export function settle(world: World, planner: Planner, options: WorldOptions, clientsLeave: boolean): void {
  let now = calm(world, clientsLeave);
  let quiet = 0;
  for (let round = 0; round < MAX_ROUNDS && quiet < QUIET_ROUNDS; round += 1) {
    now = surroundings(now, clientsLeave, options);
    const planned = makePlan(now, 0, planner, options);
    const isIdle = planned.controllers[0]?.queue.length === 0 || now.pool === "released";
    now = planAndLand(now, 0, planner, options);
    // A pod that waits for a lease is quiet, too, but not where it is to be.
    quiet = isIdle && missingFromDesired(now, options) === undefined ? quiet + 1 : 0;
  }
  const missing = missingFromDesired(now, options);
  demand(missing === undefined, "settles", missing ?? "");
  demand(quiet >= QUIET_ROUNDS, "nothing-more", "actions are still planned");
}
