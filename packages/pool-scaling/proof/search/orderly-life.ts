import { plan } from "../../src/plan/plan.ts";
import { catchUpAll } from "../world/catch-up.ts";
import { crash, landNext, makePlan } from "../world/controller-events.ts";
import { createWorld } from "../world/create-world.ts";
import { tick } from "../world/traffic-events.ts";
import type { World, WorldOptions } from "../world/world.ts";

/** Rounds in which a pod is drained and deleted, or created and opened. */
const ROUNDS = 14;
/** Rounds in which a closed pod is opened again. */
const RETURN_ROUNDS = 5;

/** Writes down every world on its way. */
function createJourney(options: WorldOptions) {
  const worlds: World[] = [createWorld(options)];
  let now = worlds[0] as World;
  const reach = (world: World): void => {
    now = world;
    worlds.push(world);
  };
  return {
    worlds,
    now: () => now,
    reach,
    /** Controller 0 plans, every action takes effect, everything catches up, and time passes. */
    round(desired: number, isTimed: boolean): void {
      now = { ...now, desired };
      reach(makePlan(now, 0, plan, options));
      while ((now.controllers[0]?.queue.length ?? 0) > 0) reach(landNext(now, 0, "takes effect", options));
      now = catchUpAll(now);
      if (isTimed) reach(tick(now, options));
      reach(catchUpAll(now));
    },
  };
}

/** A pod drains, is closed and deleted, and another is created and opened. */
function wholeLife(options: WorldOptions): World[] {
  const { worlds, round } = createJourney(options);
  for (const desired of [options.minReplicas, options.maxReplicas]) {
    for (let rounds = 0; rounds < ROUNDS; rounds += 1) round(desired, true);
  }
  return worlds;
}

/**
 * A pod is closed, and the second controller hears of it; then the first one opens the pod again, drains
 * and closes it anew, while the second hears nothing more.
 */
function interruptedLife(options: WorldOptions): World[] {
  const { worlds, now, reach, round } = createJourney(options);
  const isClosed = (): boolean => now().jobs.some(({ phase }) => phase.name === "closed");
  for (let rounds = 0; rounds < ROUNDS && !isClosed(); rounds += 1) round(options.minReplicas, true);
  const heard = makePlan(now(), 1, plan, options);
  reach({
    ...heard,
    controllers: heard.controllers.map((controller, index) =>
      index === 1 ? { ...controller, queue: [] } : controller,
    ),
  });
  for (let rounds = 0; rounds < RETURN_ROUNDS; rounds += 1) round(options.maxReplicas, false);
  for (let rounds = 0; rounds < ROUNDS; rounds += 1) round(options.minReplicas, true);
  reach(crash(now(), 0));
  return worlds;
}

/** Every world on the orderly ways of a pool that shrinks and grows again. Searches start from each of them. */
export const orderlyLife = (options: WorldOptions): World[] =>
  options.controllers > 1 ? [...wholeLife(options), ...interruptedLife(options)] : wholeLife(options);
