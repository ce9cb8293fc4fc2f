/** One metric of the kit. */
export interface MetricEntry {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly labels: readonly string[];
  readonly help: string;
  /** Upper bounds of a histogram's buckets. */
  readonly buckets?: readonly number[];
}

const entry = <const Type extends MetricEntry["type"], const Labels extends readonly string[]>(
  name: string,
  type: Type,
  labels: Labels,
  help: string,
  buckets?: readonly number[],
) => ({ name, type, labels, help, ...(buckets !== undefined && { buckets }) });

/** Of controller-runtime, for passes. */
const PASS_BUCKETS = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5,
  1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
] as const;

/** Of controller-runtime, for work queues. */
const QUEUE_BUCKETS = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1_000] as const;

/**
 * Every metric of the kit. Where controller-runtime and client-go have the same figure it has their
 * name and labels, so that their dashboards and alerts fit.
 */
export const metricCatalogue = {
  reconciles: entry(
    "controller_runtime_reconcile_total",
    "counter",
    ["controller", "result"],
    "Passes by result: success, error, requeue, requeue_after",
  ),
  reconcileErrors: entry(
    "controller_runtime_reconcile_errors_total",
    "counter",
    ["controller"],
    "Passes that failed",
  ),
  terminalReconcileErrors: entry(
    "controller_runtime_terminal_reconcile_errors_total",
    "counter",
    ["controller"],
    "Passes that failed for good: the key is not tried again until it changes",
  ),
  reconcilePanics: entry(
    "controller_runtime_reconcile_panics_total",
    "counter",
    ["controller"],
    "Passes that ended with a programming error (TypeError, RangeError, ReferenceError …)",
  ),
  reconcileTime: entry(
    "controller_runtime_reconcile_time_seconds",
    "histogram",
    ["controller"],
    "Time of a pass",
    PASS_BUCKETS,
  ),
  maxConcurrentReconciles: entry(
    "controller_runtime_max_concurrent_reconciles",
    "gauge",
    ["controller"],
    "Passes that may run at the same time",
  ),
  activeWorkers: entry("controller_runtime_active_workers", "gauge", ["controller"], "Passes that run"),
  queueDepth: entry("workqueue_depth", "gauge", ["name"], "Keys that wait for a worker"),
  queueAdds: entry("workqueue_adds_total", "counter", ["name"], "Keys that were queued"),
  queueRetries: entry(
    "workqueue_retries_total",
    "counter",
    ["name"],
    "Keys that were queued again with back-off",
  ),
  queueDuration: entry(
    "workqueue_queue_duration_seconds",
    "histogram",
    ["name"],
    "Time that a key waited for a worker",
    QUEUE_BUCKETS,
  ),
  workDuration: entry(
    "workqueue_work_duration_seconds",
    "histogram",
    ["name"],
    "Time that a worker took for a key",
    QUEUE_BUCKETS,
  ),
  leaderStatus: entry("leader_election_master_status", "gauge", ["name"], "1 while this process leads"),
  restClientRequests: entry(
    "rest_client_requests_total",
    "counter",
    ["code", "method", "host"],
    "Requests to the API server by status code; <error> where no answer came",
  ),
  informerSynced: entry(
    "controller_kit_informer_synced",
    "gauge",
    ["resource"],
    "1 once the first list has been read",
  ),
  informerObjects: entry("controller_kit_informer_objects", "gauge", ["resource"], "Objects in the cache"),
  informerLists: entry(
    "controller_kit_informer_lists_total",
    "counter",
    ["resource", "outcome"],
    "Lists by outcome: read, failed, stale (older than what is known)",
  ),
  informerWatchEnds: entry(
    "controller_kit_informer_watch_ends_total",
    "counter",
    ["resource", "reason"],
    "Watches that ended, by reason: closed, deaf, broken, expired, failed",
  ),
  informerEvents: entry(
    "controller_kit_informer_events_total",
    "counter",
    ["resource", "type"],
    "Events of watches by type: ADDED, MODIFIED, DELETED, BOOKMARK, ERROR",
  ),
  handlerErrors: entry(
    "controller_kit_informer_handler_errors_total",
    "counter",
    ["resource"],
    "Handlers that threw; the informer goes on",
  ),
  recordedEvents: entry(
    "controller_kit_events_total",
    "counter",
    ["outcome"],
    "Events by outcome: written, merged (into an earlier one), suppressed (too many), dropped (could not be written)",
  ),
} as const satisfies Record<string, MetricEntry>;

/** Short name of a metric of the catalogue. */
export type MetricName = keyof typeof metricCatalogue;

/** Short names of the metrics of a type. */
export type MetricNameOf<Type extends MetricEntry["type"]> = {
  [Name in MetricName]: (typeof metricCatalogue)[Name]["type"] extends Type ? Name : never;
}[MetricName];

/** The labels of a metric. */
export type LabelsOf<Name extends MetricName> = Readonly<
  Record<(typeof metricCatalogue)[Name]["labels"][number], string>
>;
