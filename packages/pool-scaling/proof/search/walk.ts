import type { Planner } from "../planner.ts";
import { createWorld } from "../world/create-world.ts";
import { possibleEvents } from "../world/events.ts";
import { settle } from "../world/settle.ts";
import { Violation } from "../world/violation.ts";
import type { World, WorldOptions } from "../world/world.ts";
import { drawEvent } from "./draw-event.ts";

/** What led to a violation: the events in their order, and whether the world had come to rest after them. */
export interface Trail {
  readonly violation: Violation;
  readonly trace: readonly string[];
  /** The violation showed only when the world was let come to rest, with or without its clients. */
  readonly rests?: "clients leave" | "clients stay";
}

/** What became of a walk. */
export interface WalkOutcome {
  readonly steps: number;
  /** Absent where every invariant held. */
  readonly broken?: Trail;
}

/** Walks through a world, one event for each draw, and lets it come to rest at the end. */
export function walk(
  draws: readonly number[],
  planner: Planner,
  options: WorldOptions,
  clientsLeave: boolean,
): WalkOutcome {
  let world: World = createWorld(options);
  const trace: string[] = [];
  let rests: Trail["rests"];
  try {
    for (const draw of draws) {
      const event = drawEvent(possibleEvents(world, options), draw);
      trace.push(event.name);
      world = event.happen(world, planner);
    }
    rests = clientsLeave ? "clients leave" : "clients stay";
    settle(world, planner, options, clientsLeave);
    return { steps: trace.length };
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    const broken = { violation: error, trace, ...(rests === undefined ? {} : { rests }) };
    return { steps: trace.length, broken };
  }
}
