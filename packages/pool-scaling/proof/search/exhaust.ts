import type { Planner } from "../planner.ts";
import type { WorldEvent } from "../world/events.ts";
import { settle } from "../world/settle.ts";
import { Violation } from "../world/violation.ts";
import type { World, WorldOptions } from "../world/world.ts";
import { worldKey } from "./world-key.ts";

/** What an exhaustive search came to. */
export interface ExhaustFigures {
  readonly depth: number;
  /** Different worlds. */
  readonly states: number;
  /** Events tried, those that led to a world already known among them. */
  readonly steps: number;
  readonly violation?: Violation;
  /** Which of the starts led to it. */
  readonly start: number;
  readonly trace: readonly string[];
}

/** How far to search. */
export interface SearchOptions {
  readonly depth: number;
  /** Lets every world come to rest. */
  readonly settles: boolean;
  readonly eventsOf: (world: World, options: WorldOptions) => WorldEvent[];
  /** Stops after the level in which there are more worlds than this. */
  readonly maxStates?: number;
}

/** A world, and how it came about. */
interface Reached {
  readonly world: World;
  readonly start: number;
  readonly by?: { readonly event: string; readonly from: Reached };
}

function traceOf(reached: Reached | undefined, last: string): string[] {
  const trace = [last];
  for (let at = reached; at?.by !== undefined; at = at.by.from) trace.unshift(at.by.event);
  return trace;
}

/**
 * Tries every order of everything that can happen, breadth first, up to a depth from every start. Each
 * world is tried once, however it was reached; with `settles` each is also let come to rest.
 */
export function exhaust(
  starts: readonly World[],
  planner: Planner,
  options: WorldOptions,
  { depth, settles, eventsOf, maxStates = Infinity }: SearchOptions,
): ExhaustFigures {
  const seen = new Set<number>();
  let level: Reached[] = [];
  for (const [start, world] of starts.entries()) {
    const key = worldKey(world);
    if (!seen.has(key)) level.push({ world, start });
    seen.add(key);
  }
  let steps = 0;
  let happening = "start";
  let from: Reached | undefined;
  try {
    for (let at = 0; at < depth && seen.size <= maxStates; at += 1) {
      const next: Reached[] = [];
      for (const reached of level) {
        from = reached;
        for (const event of eventsOf(reached.world, options)) {
          happening = event.name;
          const world = event.happen(reached.world, planner);
          steps += 1;
          const key = worldKey(world);
          if (seen.has(key)) continue;
          seen.add(key);
          next.push({ world, start: reached.start, by: { event: event.name, from: reached } });
        }
        if (settles) {
          happening = "everything comes to rest";
          settle(reached.world, planner, options, true);
        }
      }
      level = next;
    }
  } catch (error) {
    if (!(error instanceof Violation)) throw error;
    return {
      depth,
      states: seen.size,
      steps,
      violation: error,
      start: from?.start ?? 0,
      trace: traceOf(from, happening),
    };
  }
  return { depth, states: seen.size, steps, start: 0, trace: [] };
}
