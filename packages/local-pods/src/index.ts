/**
 * Runs the pods of a pool as processes on this host, as Kubernetes Jobs would: each with an address
 * of its own, replaced when it ends, and never left behind.
 *
 * @module
 */
export { createLocalPods, type LocalPods } from "./pods/create-local-pods.ts";
export type { LocalPodsOptions } from "./pods/local-pods-options.ts";
export type { LocalJob, LocalPod, LocalPodEvent, PodEndReason } from "./pods/local-pod.ts";
export { podNameForJob } from "./pods/pod-name.ts";
export {
  createAddressAllocator,
  type AddressAllocator,
  type AddressAllocatorOptions,
} from "./address/address-allocator.ts";
export { canListen } from "./address/can-listen.ts";
export { DEFAULT_PORT_RANGE, type PortRange } from "./address/port-range.ts";
export { waitUntilReady, type ReadinessOptions } from "./readiness/readiness-probe.ts";
export { findCommand, type FindCommandOptions } from "./process/find-command.ts";
export { backOffMs, DEFAULT_BACK_OFF, type BackOffOptions } from "./process/back-off.ts";
export { describeExit, type ProcessExit } from "./process/process-exit.ts";
export { keepRunning, type KeepRunningOptions, type KeptProcess } from "./process/keep-running.ts";
export {
  startSupervisedProcess,
  type OutputStream,
  type SupervisedProcess,
  type SupervisedProcessOptions,
} from "./process/supervised-process.ts";
export { writePodsFile } from "./pods-file/write-pods-file.ts";
