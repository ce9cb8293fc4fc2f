import type { Catch } from "../mutants/hunt.ts";
import { MUTANTS } from "../mutants/mutants.ts";
import { SEARCHES, WALKED_WORLDS } from "../search/worlds.ts";
import type { Task } from "./task.ts";

/** How much is tried. */
export interface ProofSettings {
  readonly seed: number;
  /** Through each kind of world; a walk has 200 events on the average. */
  readonly walks: number;
  /** How mutants were caught before; the others are hunted from scratch. */
  readonly recorded: readonly Catch[];
}

/** The whole proof. The longest parts come first, so that the threads end together. */
export const allTasks = ({ recorded, seed, walks }: ProofSettings): Task[] => [
  ...(["single steps", "strides"] as const).flatMap((by) =>
    Object.keys(SEARCHES[by].worlds).map((world): Task => ({ kind: "search", by, world })),
  ),
  ...Object.keys(WALKED_WORLDS).map((world): Task => ({ kind: "walk", world, walks, seed })),
  ...MUTANTS.map(({ name }): Task => {
    const before = recorded.find(({ mutant }) => mutant === name);
    return { kind: "hunt", mutant: name, ...(before === undefined ? {} : { before }) };
  }),
];
