import type { Catch } from "../mutants/hunt.ts";
import type { ExhaustFigures } from "../search/exhaust.ts";
import type { WalkFigures } from "../search/walk-many.ts";

/** A part of the proof that a thread works on by itself. */
export type Task =
  | { readonly kind: "walk"; readonly world: string; readonly walks: number; readonly seed: number }
  | { readonly kind: "search"; readonly by: "single steps" | "strides"; readonly world: string }
  /** `before`: how the mutant was caught last, which is tried first. */
  | { readonly kind: "hunt"; readonly mutant: string; readonly before?: Catch };

/** What walks through a kind of world came to; `problem` tells of a violation. */
export interface WalkResult extends Omit<WalkFigures, "broken"> {
  readonly kind: "walk";
  readonly world: string;
  readonly problem?: string;
}

/** What a search came to; `problem` tells of a violation. */
export interface SearchResult extends Omit<ExhaustFigures, "broken"> {
  readonly kind: "search";
  readonly by: "single steps" | "strides";
  readonly world: string;
  /** Worlds that the search set out from. */
  readonly starts: number;
  readonly problem?: string;
}

/** How a mutant was caught, if it was. */
export interface HuntResult {
  readonly kind: "hunt";
  readonly mutant: string;
  readonly caught: Catch | undefined;
}

/** What a task came to. */
export type TaskResult = WalkResult | SearchResult | HuntResult;
