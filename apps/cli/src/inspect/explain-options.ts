import type { ClusterFlags } from "./cluster-flags.ts";
import type { ScalerFlags } from "./find-scaler.ts";

/** What `fairlead explain` is asked to do. */
export interface ExplainOptions extends ScalerFlags, ClusterFlags {
  /** A pool, a pod or a job; absent: the pool. */
  readonly subject?: string | undefined;
}
