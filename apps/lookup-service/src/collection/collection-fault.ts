import type { CollectionCause } from "../pools/pod-reading.ts";

/** Why a workload report could not be taken; expected, and so a value rather than an error. */
export interface CollectionFault {
  readonly cause: CollectionCause;
  /** What happened and how to mend it, for `explain`. */
  readonly detail: string;
}
