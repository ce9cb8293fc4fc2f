/**
 * A small Kubernetes controller runtime on `@kubernetes/client-node`, with the semantics of client-go:
 * informers that come back, keyed queues, leader election, events, server-side apply.
 *
 * @module
 */
export { createManager } from "./controller/create-manager.ts";
export type {
  LeaderElectionOptions,
  Manager,
  ManagerOptions,
  SharedInformerOptions,
} from "./controller/create-manager.ts";
export { createController, type Controller, type ControllerOptions } from "./controller/create-controller.ts";
export {
  generationChanged,
  ownerKeys,
  source,
  type Source,
  type SourceOptions,
} from "./controller/sources.ts";
export {
  TerminalError,
  type Reconcile,
  type ReconcileRequest,
  type ReconcileResult,
} from "./controller/reconcile.ts";

export { createApiClient, type ApiCall, type ApiClient, type ApiClientOptions } from "./api/api-client.ts";
export {
  isBeingDeleted,
  type ApiList,
  type ApiObject,
  type ObjectMeta,
  type OwnerReference,
} from "./api/api-object.ts";
export { loadKubeConfig, type KubeConfigOptions } from "./api/load-kube-config.ts";
export { formatKey, keyOf, parseKey, type ObjectKey } from "./api/object-key.ts";
export { resourcePath, resourceType, type ResourcePlace, type ResourceType } from "./api/resource-type.ts";
export {
  createResourceClient,
  PATCH_TYPES,
  type CallOptions,
  type DeleteOptions,
  type ObjectPlace,
  type ResourceClient,
  type Selection,
  type WriteOptions,
} from "./api/resource-client.ts";

export {
  createInformer,
  type Informer,
  type InformerOptions,
  type InformerState,
} from "./informer/informer.ts";
export type { InformerHandler } from "./informer/handlers.ts";
export type { IndexFunction, ObjectStore } from "./informer/object-store.ts";
export { listAll, type WholeList } from "./informer/list-all.ts";
export { isOlder } from "./informer/resource-version.ts";

export { createKeyedQueue, type KeyedQueue, type KeyedQueueOptions } from "./queue/keyed-queue.ts";
export {
  bucketLimiter,
  defaultLimiter,
  exponentialLimiter,
  longestOf,
  type BucketOptions,
  type ExponentialOptions,
  type RateLimiter,
} from "./queue/rate-limiter.ts";

export {
  createLeaderElector,
  LeadershipLostError,
  type LeaderElector,
  type LeaderElectorOptions,
} from "./leader-election/leader-elector.ts";
export { DEFAULT_TIMING, type ElectionTiming } from "./leader-election/election-timing.ts";
export { createLeaseLock, type LeaseLock } from "./leader-election/lease-lock.ts";
export { leases, type Lease, type LeaseRecord } from "./leader-election/lease-record.ts";

export {
  createEventRecorder,
  type EventRecorder,
  type EventRecorderOptions,
} from "./events/event-recorder.ts";
export type { CorrelatorOptions } from "./events/event-correlator.ts";
export { events, type EventObject, type ObjectReference } from "./events/event-object.ts";

export { applyObject, type ApplyOptions } from "./apply/apply-object.ts";
export {
  controllerOf,
  isControlledBy,
  ownerReference,
  withController,
  type Owner,
} from "./ownership/owner-reference.ts";
export { addFinalizer, hasFinalizer, removeFinalizer } from "./ownership/finalizers.ts";

export { ApiError, type ApiErrorOptions } from "./errors/api-error.ts";
export { API_ERROR_CODES, type ApiErrorCode } from "./errors/error-code.ts";
export type { Status, StatusCause } from "./errors/status.ts";
export { toApiError } from "./errors/to-api-error.ts";
export {
  ifFound,
  isAlreadyExists,
  isConflict,
  isExpired,
  isForbidden,
  isInvalid,
  isNamespaceTerminating,
  isNotFound,
  isTooManyRequests,
  isTransient,
  isUnauthorized,
  retryAfterMs,
} from "./errors/predicates.ts";
export { retryOnConflict, type RetryOnConflictOptions } from "./errors/retry-on-conflict.ts";

export { metricCatalogue, type MetricEntry, type MetricName } from "./metrics/catalogue.ts";
export { noMetrics, type Metrics } from "./metrics/metrics.ts";
export { prometheusMetrics, type PrometheusClient } from "./metrics/prometheus-metrics.ts";

export { sleep, systemClock, type Clock, type Random } from "./clock/clock.ts";
export { REFLECTOR_BACK_OFF, type BackOffOptions } from "./clock/back-off.ts";
