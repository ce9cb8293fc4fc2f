import { lanesIn } from "../../src/plan/lanes-in.ts";
import { planStages } from "../../src/plan/plan-stages.ts";
import type { PlanAction, Planner } from "../planner.ts";
import { changeController } from "./change.ts";
import { checkLanding } from "./check-landing.ts";
import { checkPlan } from "./check-plan.ts";
import { land } from "./land.ts";
import { observe } from "./observe.ts";
import { listGateways, probeOnce } from "./probe.ts";
import { specOf } from "./spec.ts";
import type { Controller, Look, World, WorldOptions } from "./world.ts";

/** Who tells a controller of what is no part of the pool's own record. */
export type Teller = "lookup" | "gateways" | "probes";

/** Hears, with what was heard before where nobody answers. */
export function hear(world: World, index: number, teller: Teller, options: WorldOptions): World {
  const { nowMs, lookup, lookupAnswers } = world;
  return changeController(world, index, (old) => {
    switch (teller) {
      case "lookup":
        return lookupAnswers ? { ...old, lookup, heardAtMs: nowMs } : old;
      case "gateways":
        return options.looks ? { ...old, gateways: listGateways(world) } : old;
      case "probes":
        return options.looks ? { ...old, probes: probeOnce(old.probes, world) } : old;
    }
  });
}

const hearAll = (world: World, index: number, options: WorldOptions): World =>
  (["lookup", "gateways", "probes"] as const).reduce(
    (now, teller) => hear(now, index, teller, options),
    world,
  );

/** Who takes over begins its probes anew: it does not know what happened between them while another led. */
function lead(world: World, index: number, { looks }: WorldOptions): World {
  if (!looks || world.leader === index) return world;
  return changeController({ ...world, leader: index }, index, (old) => ({ ...old, probes: [] }));
}

/** Looks, plans, and has the plan ahead of it; with `hears` it asks everybody before. */
export function makePlan(
  world: World,
  index: number,
  planner: Planner,
  options: WorldOptions,
  hears = true,
): World {
  const led = lead(world, index, options);
  const heard = hears ? hearAll(led, index, options) : led;
  const controller = heard.controllers[index];
  if (controller === undefined) return world;
  const observed = observe(heard, controller, options);
  const spec = specOf(heard, options);
  const plan = planner(observed, spec, heard.nowMs);
  checkPlan(plan, observed, heard, spec, options);
  const uids = Object.fromEntries(observed.pods.map(({ routeId, uid }) => [routeId, uid]));
  const observedAtMs = Math.min(heard.nowMs, ...Object.values(controller.looks).map(({ nowMs }) => nowMs));
  const queue = plan.actions.filter(({ kind }) => kind !== "recordEvent" && kind !== "askPicker");
  return changeController(heard, index, (old) =>
    queue.length > 0 ? { ...old, queue, uids, observedAtMs, looks: {} } : { ...withoutPlan(old), looks: {} },
  );
}

const routeIdOf = (action: PlanAction): string | undefined =>
  "routeId" in action ? action.routeId : undefined;

/** What is left of a plan after an action failed: nothing after its status, else all but what concerns this pod. */
function afterFailure(failed: PlanAction, rest: readonly PlanAction[]): readonly PlanAction[] {
  if (failed.kind === "updateStatus") return [];
  return rest.filter((action) => routeIdOf(action) !== routeIdOf(failed));
}

/** With nothing in hand; what the plan was made from is of no account any more. */
const withoutPlan = (controller: Controller): Controller => ({
  ...controller,
  queue: [],
  uids: {},
  observedAtMs: 0,
});

/** Looks at a part of what there is, and plans from it later. */
export function look(world: World, index: number, part: Look): World {
  const seen = { ...world, controllers: [] };
  return changeController(world, index, (old) => ({ ...old, looks: { ...old.looks, [part]: seen } }));
}

/** How an action goes: `seems to fail` takes effect, and its answer is lost; `is repeated` is sent once more. */
export type Outcome = "takes effect" | "fails" | "seems to fail" | "is repeated";

/** What of a plan may be done next: the first action that is left of each pod, or one of the whole pool. */
export const nextActions = ({ queue }: Controller): readonly PlanAction[] =>
  planStages(queue)[0]?.flatMap(([first]) => first ?? []) ?? [];

/**
 * An action that may be done next goes one way or the other, by default the first; one that is too late is dropped
 * with all that is left.
 */
export function landNext(
  world: World,
  index: number,
  outcome: Outcome,
  options: WorldOptions,
  next?: PlanAction,
): World {
  const controller = world.controllers[index];
  const action = next ?? controller?.queue[0];
  if (controller === undefined || action === undefined) return world;
  const rest = controller.queue.filter((other) => other !== action);
  const setQueue = (into: World, queue: readonly PlanAction[]): World =>
    changeController(into, index, (old) => (queue.length > 0 ? { ...old, queue } : withoutPlan(old)));
  if (world.nowMs - controller.observedAtMs >= specOf(world, options).leaseMs) return setQueue(world, []);
  const landing = outcome === "fails" ? undefined : land(action, world, index);
  if (landing === undefined || "failed" in landing) return setQueue(world, afterFailure(action, rest));
  checkLanding(action, world, landing.world, controller, options);
  if (outcome === "is repeated") return landing.world;
  return setQueue(landing.world, outcome === "takes effect" ? rest : afterFailure(action, rest));
}

/** Plans from what it has seen before, however long ago, and of that brings in the pods that start, at once. */
export function bringIn(world: World, index: number, planner: Planner, options: WorldOptions): World {
  const controller = world.controllers[index];
  if (controller === undefined) return world;
  const observed = observe(world, controller, options);
  const { actions } = planner(observed, specOf(world, options), world.nowMs);
  let now = world;
  for (const { lane } of lanesIn(actions, observed.pods)) {
    for (const action of lane) {
      const landing = land(action, now, index);
      if ("failed" in landing) break;
      checkLanding(action, now, landing.world, controller, options);
      now = landing.world;
    }
  }
  return now;
}

/** The controller starts anew: what it had in mind is gone. */
export function crash(world: World, index: number): World {
  return changeController(world, index, (old) => ({
    ...withoutPlan(old),
    looks: {},
    direct: [],
    lookup: undefined,
    heardAtMs: 0,
    gateways: undefined,
    probes: [],
  }));
}

/** Plans, and everything that the plan holds takes effect. */
export function planAndLand(world: World, index: number, planner: Planner, options: WorldOptions): World {
  let now = makePlan(world, index, planner, options);
  while ((now.controllers[index]?.queue.length ?? 0) > 0) now = landNext(now, index, "takes effect", options);
  return now;
}
