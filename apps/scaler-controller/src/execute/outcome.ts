/** What became of an action. */
export const OUTCOMES = [
  /** Applied, or found applied. */
  "done",
  /** It is not known what became of it. */
  "failed",
  /** Its precondition does not hold any more. */
  "precondition",
  /** What it was decided from is older than the lease. */
  "late",
  /** An action before it, on which it rests, was not done. */
  "skipped",
  /** It failed lately, and its pause is not over. */
  "backing_off",
  /** Another controller leads. */
  "not_leader",
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];
