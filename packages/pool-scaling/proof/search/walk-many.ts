import fc from "fast-check";
import type { Planner } from "../planner.ts";
import type { WorldOptions } from "../world/world.ts";
import { walk, type Trail } from "./walk.ts";

/** What many walks came to. */
export interface WalkFigures {
  readonly walks: number;
  readonly steps: number;
  /** The shortest walk that was found to break an invariant. */
  readonly broken?: Trail;
}

/** How many walks, and from which seed. */
export interface WalkManyOptions {
  readonly walks: number;
  readonly seed: number;
}

/** Most events of a walk. On the average it has half as many. */
const MOST_EVENTS = 400;

/** Only steps are left out of a walk that fails; another number for a step would be another step. */
const draws = fc.noBias(
  fc.array(fc.noShrink(fc.integer()), { minLength: 1, maxLength: MOST_EVENTS, size: "max" }),
);

/** Walks through a world many times, up to the first violation, which is then made as short as it gets. */
export function walkMany(
  options: WorldOptions,
  planner: Planner,
  { walks, seed }: WalkManyOptions,
): WalkFigures {
  let steps = 0;
  let tried = 0;
  let broken: Trail | undefined;
  const property = fc.property(draws, fc.boolean(), (walked, clientsLeave) => {
    const outcome = walk(walked, planner, options, clientsLeave);
    if (broken === undefined) {
      tried += 1;
      steps += outcome.steps;
    }
    broken = outcome.broken ?? broken;
    return outcome.broken === undefined;
  });
  fc.check(property, { numRuns: walks, seed });
  return { walks: tried, steps, ...(broken === undefined ? {} : { broken }) };
}
