/**
 * The scaler for use inside another process: the standalone mode and tests.
 *
 * @module
 */
export {
  createScalerController,
  DEFAULT_RECONCILE,
  type ScalerController,
  type ScalerControllerOptions,
} from "./create-scaler-controller.ts";
export type { ScaledPod, ScaledPool } from "./interfaces/scaled-pool.ts";
export type * from "./interfaces/clock.ts";
export type * from "./interfaces/events.ts";
export type * from "./interfaces/pods.ts";
export type * from "./interfaces/pool.ts";
export type * from "./interfaces/look.ts";
export type { PoolDirectory, PoolDirectoryListener } from "./interfaces/pool-directory.ts";
export type * from "./interfaces/pool-world.ts";
export type * from "./interfaces/routes.ts";
export type * from "./interfaces/status-store.ts";
export type * from "./interfaces/victim-picker.ts";
export type * from "./interfaces/workload.ts";
export { soleLeadership, type Leadership } from "./interfaces/leadership.ts";
export { createLocalWorld, type LocalWorldOptions } from "./local/create-local-world.ts";
export { connectPodHost, type ConnectedPodHost } from "./local/host-api/connect-pod-host.ts";
export { createLockFileLeadership, type LockFileOptions } from "./local/lock-file-leadership.ts";
export { createDeclaration, staticPoolSource, type DeclarationOptions } from "./local/static-pool-source.ts";
export { metricCatalogue, type MetricName } from "./metrics/catalogue.ts";
export type { ReconcileSettings } from "./reconcile/pool-controller.ts";
export { createSteadyClock, steadyClock, type SteadyClock } from "./steady-clock.ts";
