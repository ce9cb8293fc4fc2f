import type { Planner } from "../planner.ts";
import type { WorldEvent } from "../world/events.ts";
import { settle } from "../world/settle.ts";
import { Violation } from "../world/violation.ts";
import type { World, WorldOptions } from "../world/world.ts";
import type { Trail } from "./walk.ts";
import { worldKey } from "./world-key.ts";

/** What an exhaustive search came to. */
export interface ExhaustFigures {
  /** Events from the start up to which every order was tried. */
  readonly depth: number;
  /** The search ended by the limit of states, within the depth after that. */
  readonly isCutOff: boolean;
  /** Different worlds. */
  readonly states: number;
  /** Events tried, those that led to a world already known among them. */
  readonly steps: number;
  /** The shortest way to a violation, and which of the starts it sets out from. */
  readonly broken?: Trail & { readonly start: number };
}

/** How far to search. */
export interface SearchOptions {
  readonly depth: number;
  /** Lets every world come to rest, but the last ones. */
  readonly settles: boolean;
  readonly eventsOf: (world: World, options: WorldOptions) => WorldEvent[];
  /** The search ends when there are so many. */
  readonly maxStates?: number;
}

/** A world, and how it came about. */
interface Reached {
  readonly world: World;
  readonly start: number;
  readonly by?: { readonly event: string; readonly from: Reached };
}

function traceOf(reached: Reached): string[] {
  const trace: string[] = [];
  for (let at = reached; at.by !== undefined; at = at.by.from) trace.unshift(at.by.event);
  return trace;
}

/**
 * Tries every order of everything that can happen, breadth first, up to a depth from every start. Each
 * world is tried once, however it was reached; with `settles` each that is less deep is also let come to rest.
 */
export function exhaust(
  starts: readonly World[],
  planner: Planner,
  options: WorldOptions,
  { depth, settles, eventsOf, maxStates = Infinity }: SearchOptions,
): ExhaustFigures {
  const seen = new Set<number>();
  let level: Reached[] = [];
  const reach = (reached: Reached, into: Reached[]): void => {
    const key = worldKey(reached.world, options);
    if (!seen.has(key)) into.push(reached);
    seen.add(key);
  };
  for (const [start, world] of starts.entries()) reach({ world, start }, level);
  let steps = 0;
  for (let at = 0; at < depth; at += 1) {
    const next: Reached[] = [];
    for (const from of level) {
      let happening: string | undefined;
      try {
        if (settles) settle(from.world, planner, options, true);
        if (seen.size >= maxStates) return { depth: at, isCutOff: true, states: seen.size, steps };
        for (const event of eventsOf(from.world, options)) {
          happening = event.name;
          const world = event.happen(from.world, planner);
          steps += 1;
          reach({ world, start: from.start, by: { event: event.name, from } }, next);
        }
      } catch (error) {
        if (!(error instanceof Violation)) throw error;
        const trace = traceOf(from);
        const broken =
          happening === undefined
            ? { violation: error, start: from.start, trace, rests: "clients leave" as const }
            : { violation: error, start: from.start, trace: [...trace, happening] };
        return { depth: at, isCutOff: false, states: seen.size, steps, broken };
      }
    }
    level = next;
  }
  return { depth, isCutOff: false, states: seen.size, steps };
}
