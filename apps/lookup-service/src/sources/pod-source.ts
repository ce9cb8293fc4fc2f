import type { FairleadError, ListedPod } from "@fairlead/routing-schema";

/** All pools with all their pods. A source tells the whole state each time, never a difference. */
export type PodsByPool = ReadonlyMap<string, readonly ListedPod[]>;

/** Who listens to a source. */
export interface PodSourceListener {
  /**
   * The source has read its pods; called at least once for each change. `revision`: of what was read, where
   * the source numbers it.
   */
  pods(pools: PodsByPool, revision?: number): void;
  /** The source could not read its pods; what it told last stays in force. */
  fault(error: FairleadError): void;
}

/** Where the pods come from. */
export interface PodSource {
  /** Short name for logs and metrics: `file`, `memory`. */
  readonly kind: string;
  /** Begins to tell. Resolves after the first attempt to read, whatever its outcome. */
  start(listener: PodSourceListener): Promise<void>;
  /** Ends all reading; nothing is told afterwards. */
  stop(): Promise<void>;
}
