import type { Planner } from "../planner.ts";
import { exhaust } from "../search/exhaust.ts";
import { orderlyLife } from "../search/orderly-life.ts";
import { walkMany } from "../search/walk-many.ts";
import { STRIDDEN_WORLDS, WALKED_WORLDS } from "../search/worlds.ts";
import { broadEvents } from "../world/broad-events.ts";
import type { Invariant } from "../world/violation.ts";

/** How a mutant was caught, so that it can be caught again without a search. */
export interface Catch {
  readonly mutant: string;
  readonly invariant: Invariant;
  readonly by: "walk" | "strides";
  readonly world: string;
  /** Of a walk. */
  readonly seed?: number;
  /** Of a search: the start among those of the orderly life, and what happens from there. */
  readonly start?: number;
  readonly trace?: readonly string[];
}

/** Events of one walk. */
export const WALK_LENGTH = 200;

type Hunter = (planner: Planner, mutant: string) => Catch | undefined;

const byWalk =
  (seeds: number): Hunter =>
  (planner, mutant) => {
    const { broken } = walkMany(WALKED_WORLDS, planner, { seeds, length: WALK_LENGTH });
    if (broken?.violation === undefined) return undefined;
    const { violation, world, seed } = broken;
    return { mutant, invariant: violation.invariant, by: "walk", world, seed };
  };

const byStrides =
  (depth: number, maxStates: number): Hunter =>
  (planner, mutant) => {
    const search = { depth, settles: false, eventsOf: broadEvents, maxStates };
    for (const [world, options] of Object.entries(STRIDDEN_WORLDS)) {
      const found = exhaust(orderlyLife(options), planner, options, search);
      if (found.violation === undefined) continue;
      const { invariant } = found.violation;
      return { mutant, invariant, by: "strides", world, start: found.start, trace: found.trace };
    }
    return undefined;
  };

/** From the cheapest to the most thorough. */
const HUNTERS: readonly Hunter[] = [
  byWalk(60),
  byStrides(4, 30_000),
  byWalk(400),
  byStrides(4, Infinity),
  byWalk(4_000),
];

/** Looks for what gives a mutant away. */
export function hunt(planner: Planner, mutant: string): Catch | undefined {
  for (const hunter of HUNTERS) {
    const caught = hunter(planner, mutant);
    if (caught !== undefined) return caught;
  }
  return undefined;
}
