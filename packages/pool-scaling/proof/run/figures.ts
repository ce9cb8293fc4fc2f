import type { Catch } from "../mutants/hunt.ts";
import type { SearchResult, TaskResult, WalkResult } from "./task.ts";

/** What the whole proof came to, as `proof --write` keeps it. */
export interface ProofFigures {
  readonly walks: readonly Omit<WalkResult, "kind" | "problem">[];
  readonly searches: readonly Omit<SearchResult, "kind" | "problem">[];
  readonly catches: readonly Catch[];
}

/** Sorts results that have no problem. */
export function figuresOf(results: readonly TaskResult[]): ProofFigures {
  return {
    walks: results.flatMap(({ kind, ...figures }) =>
      kind === "walk" ? [figures as Omit<WalkResult, "kind">] : [],
    ),
    searches: results.flatMap(({ kind, ...figures }) =>
      kind === "search" ? [figures as Omit<SearchResult, "kind">] : [],
    ),
    catches: results.flatMap((result) =>
      result.kind === "hunt" && result.caught !== undefined ? [result.caught] : [],
    ),
  };
}

/** Totals of the walks. */
export const sumWalks = (
  walks: ProofFigures["walks"],
): { readonly walks: number; readonly steps: number } => ({
  walks: walks.reduce((sum, one) => sum + one.walks, 0),
  steps: walks.reduce((sum, one) => sum + one.steps, 0),
});
