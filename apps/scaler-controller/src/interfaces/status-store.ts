import type { PoolStatus, ReplicaCountMemory } from "@fairlead/pool-scaling";
import type { Look } from "./look.ts";

/** What is remembered of a pool between two plans, and between two controllers. */
export interface StoredStatus {
  readonly pool: PoolStatus;
  /** What the number of replicas was decided from. */
  readonly replicaCount?: ReplicaCountMemory | undefined;
}

/** The memory of one pool. */
export interface StatusStore {
  /** `undefined` for a pool that was never written. */
  read(look?: Look): Promise<StoredStatus | undefined>;
  /**
   * Writes on condition that the stored revision is `fromRevision` (0: nothing is stored).
   *
   * @throws FairleadError `precondition_failed` when somebody else has written since.
   */
  write(status: StoredStatus, fromRevision: number): Promise<void>;
  /** Why the last write did not reach where it outlives the process; `undefined` while all is well. */
  readonly fault: Error | undefined;
}
