import type { Planner } from "../planner.ts";
import { createWorld } from "../world/create-world.ts";
import { possibleEvents, type WorldEvent } from "../world/events.ts";
import { settle } from "../world/settle.ts";
import { Violation } from "../world/violation.ts";
import type { World, WorldOptions } from "../world/world.ts";

/** What became of a walk. */
export interface WalkOutcome {
  readonly steps: number;
  readonly violation?: Violation;
  /** What happened up to the violation. */
  readonly trace: readonly string[];
}

/** Draws an event by its weight. `draw` is from 0 to 1. */
function choose(events: readonly WorldEvent[], draw: number): WorldEvent {
  let rest = draw * events.reduce((sum, { weight }) => sum + weight, 0);
  for (const event of events) {
    rest -= event.weight;
    if (rest < 0) return event;
  }
  return events.at(-1) as WorldEvent;
}

/** Walks through a world, one event for each draw, and lets it come to rest at the end. */
export function walk(
  draws: Iterable<number>,
  planner: Planner,
  options: WorldOptions,
  clientsLeave: boolean,
): WalkOutcome {
  let world: World = createWorld(options);
  const trace: string[] = [];
  let steps = 0;
  try {
    for (const draw of draws) {
      const event = choose(possibleEvents(world, options), draw);
      trace.push(event.name);
      world = event.happen(world, planner);
      steps += 1;
    }
    trace.push(clientsLeave ? "everything comes to rest, and the clients leave" : "everything comes to rest");
    settle(world, planner, options, clientsLeave);
    return { steps, trace };
  } catch (error) {
    if (error instanceof Violation) return { steps, violation: error, trace };
    throw error;
  }
}
