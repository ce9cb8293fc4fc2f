import type { Planner } from "../planner.ts";
import { exhaust } from "../search/exhaust.ts";
import { orderlyLife } from "../search/orderly-life.ts";
import type { Trail } from "../search/walk.ts";
import { walkMany } from "../search/walk-many.ts";
import { STRIDDEN_WORLDS, WALKED_WORLDS, worldNamed } from "../search/worlds.ts";
import { broadEvents } from "../world/broad-events.ts";
import type { Invariant } from "../world/violation.ts";
import type { Mutant } from "./mutant.ts";

/** How a mutant was caught, so that it can be caught again without a search. */
export interface Catch extends Pick<Trail, "trace" | "rests"> {
  readonly mutant: string;
  readonly invariant: Invariant;
  readonly by: "walk" | "strides";
  readonly world: string;
  /** Of strides: where they set out, among the worlds of the orderly life. */
  readonly start?: number;
}

/** Seed of the walks that hunt; any other does as well. */
const SEED = 1;

type Hunter = (planner: Planner) => Omit<Catch, "mutant"> | undefined;

const byWalks =
  (walks: number, worlds = WALKED_WORLDS): Hunter =>
  (planner) => {
    for (const [world, options] of Object.entries(worlds)) {
      const { broken } = walkMany(options, planner, { walks, seed: SEED });
      if (broken === undefined) continue;
      const { violation, ...way } = broken;
      return { invariant: violation.invariant, by: "walk", world, ...way };
    }
    return undefined;
  };

const byStrides =
  (depth: number, maxStates: number): Hunter =>
  (planner) => {
    const search = { depth, settles: false, eventsOf: broadEvents, maxStates };
    for (const [world, options] of Object.entries(STRIDDEN_WORLDS)) {
      const { broken } = exhaust(orderlyLife(options), planner, options, search);
      if (broken === undefined) continue;
      const { violation, ...way } = broken;
      return { invariant: violation.invariant, by: "strides", world, ...way };
    }
    return undefined;
  };

/** From the cheapest to the most thorough. */
const HUNTERS: readonly Hunter[] = [
  byWalks(20),
  byWalks(200),
  byStrides(4, 30_000),
  byWalks(1_000),
  byStrides(4, Infinity),
  byWalks(6_000),
];

/** Looks for what gives a mutant away. */
export function hunt(planner: Planner, { name, world }: Mutant): Catch | undefined {
  const own = world === undefined ? [] : [byWalks(12_000, { [world]: worldNamed(WALKED_WORLDS, world) })];
  for (const hunter of [...own, ...HUNTERS]) {
    const caught = hunter(planner);
    if (caught !== undefined) return { mutant: name, ...caught };
  }
  return undefined;
}
