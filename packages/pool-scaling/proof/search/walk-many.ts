import type { Planner } from "../planner.ts";
import type { WorldOptions } from "../world/world.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { walk, type WalkOutcome } from "./walk.ts";

/** What many walks came to. */
export interface WalkFigures {
  readonly walks: number;
  readonly steps: number;
  /** The first walk that broke an invariant. */
  readonly broken?: WalkOutcome & { readonly world: string; readonly seed: number };
}

/** Walks through every world in turn, with one seed after the other, up to the first violation. */
export function walkMany(
  worlds: Readonly<Record<string, WorldOptions>>,
  planner: Planner,
  { seeds, length }: { readonly seeds: number; readonly length: number },
): WalkFigures {
  let walks = 0;
  let steps = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    for (const [world, options] of Object.entries(worlds)) {
      const draws = Array.from({ length }, createSeededRandom(seed));
      const outcome = walk(draws, planner, options, seed % 2 === 0);
      walks += 1;
      steps += outcome.steps;
      if (outcome.violation !== undefined) return { walks, steps, broken: { ...outcome, world, seed } };
    }
  }
  return { walks, steps };
}
