import type { ScaledPool } from "./scaled-pool.ts";
import type { EventRecorder } from "./events.ts";
import type { Pods } from "./pods.ts";
import type { PoolSource } from "./pool.ts";
import type { Routes } from "./routes.ts";
import type { ScalingMetrics } from "./scaling-metrics.ts";
import type { StatusStore } from "./status-store.ts";
import type { VictimPicker } from "./victim-picker.ts";
import type { Workload } from "./workload.ts";

/** Everything that one pool consists of, seen from the controller. */
export interface PoolWorld {
  /** `<namespace>/<name>` */
  readonly pool: string;
  /** Whether it can be glanced at. Absent: every look is a read. */
  readonly glances?: boolean;
  /**
   * Puts right what the whole pool stands on. Called before each look of the one that leads; nothing is looked at
   * when it rejects.
   */
  prepare?(): Promise<void>;
  /** Tells users of the pool how it is, after each pass. What fails is tried again after the next one. */
  publish?(view: ScaledPool): Promise<void>;
  /** Ends whatever the world has begun. */
  close?(): void;
  readonly source: PoolSource;
  readonly pods: Pods;
  readonly routes: Routes;
  readonly workload: Workload;
  readonly statusStore: StatusStore;
  /** Absent where there is nothing that they could be read from: each of them counts as failed. */
  readonly scalingMetrics?: ScalingMetrics;
  /** Further listeners of what happens; the controller keeps events of its own in any case. */
  readonly events?: EventRecorder;
  /** Needed where the declaration uses a picker. */
  readonly picker?: VictimPicker;
}
