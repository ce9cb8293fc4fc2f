/** A file that is written by `pnpm generate` and compared by `pnpm check:generated`. */
export interface GeneratedFile {
  /** From the root of the repository, with `/`. */
  readonly path: string;
  readonly text: string;
}
