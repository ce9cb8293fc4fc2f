import type { Planner } from "../planner.ts";
import type { WorldEvent } from "../world/events.ts";
import { settle } from "../world/settle.ts";
import { Violation } from "../world/violation.ts";
import type { World, WorldOptions } from "../world/world.ts";
import type { Trail } from "./walk.ts";

/** A way through a world by the names of its events. */
export interface Way extends Pick<Trail, "trace" | "rests"> {
  readonly start: World;
  readonly options: WorldOptions;
  readonly eventsOf: (world: World, options: WorldOptions) => WorldEvent[];
}

/**
 * Goes the same way again.
 *
 * @returns what was violated; undefined where nothing was, or where an event of the way could not happen
 */
export function retrace(
  { start, options, eventsOf, trace, rests }: Way,
  planner: Planner,
): Violation | undefined {
  let world = start;
  try {
    for (const name of trace) {
      const event = eventsOf(world, options).find((possible) => possible.name === name);
      if (event === undefined) return undefined;
      world = event.happen(world, planner);
    }
    if (rests !== undefined) settle(world, planner, options, rests === "clients leave");
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw error;
  }
}
