import type { MetricReading } from "@fairlead/pool-scaling";

/** What a pool scales by beside its clients. */
export interface ScalingMetrics {
  /**
   * The latest readings of `scaling.metrics`, in its order; a failure says why there is none. Asking for them has newer
   * ones be read, when it is time for that.
   */
  readings(): readonly MetricReading[];
  /** Calls `changed` after each reading. */
  watch(changed: () => void): () => void;
}
