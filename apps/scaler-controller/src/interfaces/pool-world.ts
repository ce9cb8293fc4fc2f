import type { EventRecorder } from "./events.ts";
import type { Pods } from "./pods.ts";
import type { PoolSource } from "./pool.ts";
import type { Routes } from "./routes.ts";
import type { StatusStore } from "./status-store.ts";
import type { VictimPicker } from "./victim-picker.ts";
import type { Workload } from "./workload.ts";

/** Everything that one pool consists of, seen from the controller. */
export interface PoolWorld {
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly source: PoolSource;
  readonly pods: Pods;
  readonly routes: Routes;
  readonly workload: Workload;
  readonly statusStore: StatusStore;
  /** Further listeners of what happens; the controller keeps events of its own in any case. */
  readonly events?: EventRecorder;
  /** Needed where the declaration uses a picker. */
  readonly picker?: VictimPicker;
}
