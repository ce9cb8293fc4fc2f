/** A rule of the planner that is broken: a piece of its source, and what stands there in its place. */
export interface Mutant {
  readonly name: string;
  readonly edits: readonly Edit[];
  /** The kind of world that is made for what gives it away; the hunt begins there. */
  readonly world?: string;
}

/** The text occurs exactly once in the file, so that a mutant that no longer fits is noticed. */
export interface Edit {
  /** From `src/`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A mutant by one edit. */
export const mutant = (
  name: string,
  file: string,
  find: string,
  replace: string,
  world?: string,
): Mutant => ({
  name,
  edits: [{ file, find, replace }],
  ...(world === undefined ? {} : { world }),
});
