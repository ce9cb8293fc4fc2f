import type { Planner } from "../planner.ts";
import { catchUpAll } from "./catch-up.ts";
import { landNext, makePlan, nextActions, planAndLand } from "./controller-events.ts";
import type { WorldEvent } from "./events.ts";
import { isNamedAt } from "./reach.ts";
import { clientArrives, clientLeaves, clientSetsOut, tick } from "./traffic-events.ts";
import type { World, WorldOptions } from "./world.ts";

function landAll(world: World, index: number, options: WorldOptions): World {
  let now = world;
  while ((now.controllers[index]?.queue.length ?? 0) > 0) now = landNext(now, index, "takes effect", options);
  return now;
}

/** The same, with the last pod first. */
function landBackwards(world: World, index: number, options: WorldOptions): World {
  let now = world;
  for (;;) {
    const controller = now.controllers[index];
    const last = controller === undefined ? undefined : nextActions(controller).at(-1);
    if (last === undefined) return now;
    now = landNext(now, index, "takes effect", options, last);
  }
}

/** Plans by what the controller heard of the lookup service before, and all of it takes effect. */
const workDeaf = (world: World, index: number, planner: Planner, options: WorldOptions): World =>
  landAll(makePlan(world, index, planner, options, false), index, options);

/** Plans, and the write of the status takes effect; the rest stays in hand. */
function planAndFence(world: World, index: number, planner: Planner, options: WorldOptions): World {
  const planned = makePlan(world, index, planner, options);
  const [next] = planned.controllers[index]?.queue ?? [];
  return next?.kind === "updateStatus" ? landNext(planned, index, "takes effect", options) : planned;
}

/** As many plans as a closed pod needs to be open again, with everything catching up between them. */
function workOn(world: World, index: number, planner: Planner, options: WorldOptions): World {
  let now = world;
  for (let plans = 0; plans < 5; plans += 1) now = catchUpAll(planAndLand(now, index, planner, options));
  return now;
}

function clientEvents(world: World, options: WorldOptions): WorldEvent[] {
  const busy = world.jobs.find(({ clients }) => clients > 0);
  if (busy !== undefined) {
    const { routeId } = busy;
    return [{ name: `a client leaves ${routeId}`, weight: 1, happen: (now) => clientLeaves(now, routeId) }];
  }
  return world.jobs
    .filter((job) => job.phase.opened && job.readySinceMs !== undefined)
    .filter(({ routeId }) => world.gateways.some((to) => isNamedAt(to, world, routeId, options)))
    .map(({ routeId }) => ({
      name: `a client comes to ${routeId} by name`,
      weight: 1,
      happen: (now) => clientArrives(clientSetsOut(now, routeId, "named", options), routeId),
    }));
}

/**
 * The same world in strides: a controller carries a whole plan out at once, or holds one back and carries
 * it out late; it hears the lookup service, or works by what it heard before. A few strides go where
 * single steps need twenty, which is where two controllers meet.
 */
export function broadEvents(world: World, options: WorldOptions): WorldEvent[] {
  const events: WorldEvent[] = [
    { name: "time passes", weight: 1, happen: (now) => tick(now, options) },
    { name: "everything catches up", weight: 1, happen: catchUpAll },
  ];
  const desired = world.desired === options.minReplicas ? options.maxReplicas : options.minReplicas;
  events.push({ name: `${desired} are wanted`, weight: 1, happen: (now) => ({ ...now, desired }) });
  for (const [index, controller] of world.controllers.entries()) {
    const { queue, lookup } = controller;
    if (queue.length > 0) {
      const name = `the late plan of controller ${index} takes effect`;
      events.push({ name, weight: 1, happen: (now) => landAll(now, index, options) });
      if (nextActions(controller).length > 1) {
        const backwards = `${name}, the last pod first`;
        events.push({ name: backwards, weight: 1, happen: (now) => landBackwards(now, index, options) });
      }
      continue;
    }
    events.push({
      name: `controller ${index} works`,
      weight: 1,
      happen: (now, planner) => planAndLand(now, index, planner, options),
    });
    events.push({
      name: `controller ${index} works on`,
      weight: 1,
      happen: (now, planner) => workOn(now, index, planner, options),
    });
    if (index === 0) {
      const name = `controller ${index} plans`;
      events.push({ name, weight: 1, happen: (now, planner) => makePlan(now, index, planner, options) });
    }
    if (index === 0) {
      const name = `controller ${index} plans and writes its status`;
      events.push({ name, weight: 1, happen: (now, planner) => planAndFence(now, index, planner, options) });
    }
    if (lookup !== undefined) {
      const name = `controller ${index} works by what it has heard`;
      events.push({ name, weight: 1, happen: (now, planner) => workDeaf(now, index, planner, options) });
    }
  }
  return [...events, ...clientEvents(world, options)];
}
