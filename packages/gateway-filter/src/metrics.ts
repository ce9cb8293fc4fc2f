/** A metric that the filter defines at the gateway. */
export interface FilterMetric {
  /** Name at the host; Envoy shows it as `wasmcustom.<name>`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
}

const metric = (type: FilterMetric["type"], name: string, help: string): FilterMetric => ({
  name: `fairlead_filter_${name}`,
  type,
  help,
});

/** Every metric of the filter; the table of the README and `docs/metrics.md` are checked against it. */
export const FILTER_METRICS: readonly FilterMetric[] = [
  metric("counter", "requests", "Requests that reached the filter"),
  metric("counter", "passed", "Requests that match no route, and are none of the filter's"),
  metric("counter", "routed_client", "Requests led to the pod that the client named in its query"),
  metric("counter", "routed_cookie", "Requests led to the pod that the sticky cookie names"),
  metric("counter", "routed_snapshot", "Requests led to a pod picked from the snapshot"),
  metric("counter", "routed_lookup", "Requests led to the pod that the lookup service answered"),
  metric(
    "counter",
    "rejected_full",
    "Requests refused with 503, because all pods are full and `on_full` is `reject`",
  ),
  metric("counter", "client_gone", "Clients that left while the lookup service was asked"),
  metric("counter", "lookup_calls", "Questions to the lookup service, one request each"),
  metric("counter", "lookup_shared", "Requests that shared a question with others"),
  metric("counter", "snapshot_fetched", "Snapshots taken over"),
  metric("counter", "snapshot_unchanged", "Snapshot requests answered by 304"),
  metric("counter", "snapshot_failed", "Snapshot requests without a snapshot in answer"),
  metric("counter", "snapshot_malformed", "Snapshots refused, because a part is not of the form"),
  metric(
    "counter",
    "response_errors",
    "5xx answers of pods that the snapshot knows; while none is seen, one answer in four is looked at",
  ),
  metric("counter", "probes", "Requests let through as they are, because they carry the `probe_token`"),
  metric("counter", "unrouted_call_failed", "Unrouted: Envoy would not make the call"),
  metric("counter", "unrouted_reset", "Unrouted: the connection to the lookup service broke"),
  metric("counter", "unrouted_timeout", "Unrouted: no answer within `timeout_ms`"),
  metric(
    "counter",
    "unrouted_server_error",
    "Unrouted: the lookup service answered 5xx, or cannot be reached",
  ),
  metric("counter", "unrouted_refused", "Unrouted: the lookup service answered another status"),
  metric("counter", "unrouted_unknown_pool", "Unrouted: the lookup service does not know the pool"),
  metric("counter", "unrouted_no_pod", "Unrouted: the pool has no open pod"),
  metric("counter", "unrouted_full", "Unrouted: all pods are at capacity, and `on_full` is `route`"),
  metric("counter", "unrouted_malformed", "Unrouted: the answer has no valid pod id"),
  metric("counter", "unrouted_breaker_open", "Unrouted: recent calls failed, so none was made"),
  metric("counter", "unrouted_overload", "Unrouted: too many requests wait in this filter instance"),
  metric("gauge", "pods", "Pods of all pools, as the latest snapshots say"),
  metric(
    "gauge",
    "snapshot_age_ms",
    "Age of the oldest snapshot held, as of some filter instance's latest tick",
  ),
  metric(
    "gauge",
    "breakers_open",
    "Filter instances that do not ask the lookup service, because it keeps failing",
  ),
  metric("histogram", "lookup_duration_ms", "Time from a question to its answer, failed ones included"),
];
