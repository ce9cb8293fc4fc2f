import type { PlanAction, Planner } from "../planner.ts";
import { changeController } from "./change.ts";
import { checkLanding } from "./check-landing.ts";
import { checkPlan } from "./check-plan.ts";
import { land } from "./land.ts";
import { observe } from "./observe.ts";
import { specOf } from "./spec.ts";
import type { World, WorldOptions } from "./world.ts";

/** Looks, plans, and has the plan ahead of it; with `hears` it asks the lookup service before. */
export function makePlan(
  world: World,
  index: number,
  planner: Planner,
  options: WorldOptions,
  hears = true,
): World {
  const heard =
    hears && world.lookupAnswers
      ? changeController(world, index, (old) => ({ ...old, lookup: world.lookup, heardAtMs: world.nowMs }))
      : world;
  const controller = heard.controllers[index];
  if (controller === undefined) return world;
  const observed = observe(heard, controller, options);
  const spec = specOf(heard, options);
  const plan = planner(observed, spec, heard.nowMs);
  checkPlan(plan, observed, heard, spec, options);
  const uids = Object.fromEntries(heard.jobs.map(({ routeId, uid }) => [routeId, uid]));
  const queue = plan.actions.filter(({ kind }) => kind !== "recordEvent" && kind !== "askPicker");
  return changeController(heard, index, (old) => ({ ...old, queue, uids, observedAtMs: heard.nowMs }));
}

const routeIdOf = (action: PlanAction): string | undefined =>
  "routeId" in action ? action.routeId : undefined;

/** What is left of a plan after an action failed: nothing after its status, else all but what concerns this pod. */
function afterFailure(failed: PlanAction, rest: readonly PlanAction[]): readonly PlanAction[] {
  if (failed.kind === "updateStatus") return [];
  return rest.filter((action) => routeIdOf(action) !== routeIdOf(failed));
}

/** The next action of the plan takes effect, or fails; one that is too late is dropped with all that follow. */
export function landNext(world: World, index: number, fails: boolean, options: WorldOptions): World {
  const controller = world.controllers[index];
  const [action, ...rest] = controller?.queue ?? [];
  if (controller === undefined || action === undefined) return world;
  const setQueue = (into: World, queue: readonly PlanAction[]): World =>
    changeController(into, index, (old) => ({ ...old, queue }));
  if (world.nowMs - controller.observedAtMs >= specOf(world, options).leaseMs) return setQueue(world, []);
  const landing = fails ? undefined : land(action, world, index);
  if (landing === undefined || "failed" in landing) return setQueue(world, afterFailure(action, rest));
  checkLanding(action, world, landing.world, controller, options);
  return setQueue(landing.world, rest);
}

/** The controller starts anew: what it had in mind is gone. */
export function crash(world: World, index: number): World {
  return changeController(world, index, (old) => ({
    ...old,
    queue: [],
    direct: [],
    lookup: undefined,
    heardAtMs: 0,
  }));
}

/** Plans, and everything that the plan holds takes effect. */
export function planAndLand(world: World, index: number, planner: Planner, options: WorldOptions): World {
  let now = makePlan(world, index, planner, options);
  while ((now.controllers[index]?.queue.length ?? 0) > 0) now = landNext(now, index, false, options);
  return now;
}
