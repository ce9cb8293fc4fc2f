import { metricEntries, type MetricCatalogue } from "@fairlead/service-kit";

/** Prefix of every metric of the service; the process's own (`process_…`, `nodejs_…`) come beside. */
export const METRIC_PREFIX = "fairlead_lookup_";

const entry = metricEntries(METRIC_PREFIX);

/**
 * Every metric of the service. `docs/metrics.md` is generated from it and checked against it.
 *
 * The label `pool` is bounded: pools beyond the first hundred count as `other`. Series with the label
 * `pod` exist for the first thousand pods and go with their pod.
 */
export const metricCatalogue = {
  picks: entry(
    "picks_total",
    "counter",
    ["pool", "outcome"],
    "Lookups by outcome: picked, blind (picked without a fresh report), kept (the preferred pod), no_pod, full; and reported: picks that filters made from a snapshot and told of",
  ),
  refusals: entry(
    "refusals_total",
    "counter",
    ["code"],
    "Lookups and snapshot requests that were refused before they reached a pool, by error code",
  ),
  lookupDuration: entry(
    "duration_seconds",
    "histogram",
    [],
    "Time to answer a lookup, without reading the request and sending the answer; one lookup in 16 is measured",
    [0.000_002, 0.000_005, 0.000_01, 0.000_02, 0.000_05, 0.000_1, 0.000_5, 0.001, 0.01],
  ),
  snapshotRequests: entry(
    "snapshot_requests_total",
    "counter",
    ["pool", "outcome"],
    "Snapshot requests by outcome: sent (200), unchanged (304)",
  ),
  askers: entry(
    "askers",
    "gauge",
    ["pool"],
    "Filter instances that told of picks within the lease; at least 1",
  ),
  reportAge: entry(
    "report_age_seconds",
    "gauge",
    ["pool", "statistic"],
    "Age of the reports of a pool's pods: median and max; absent without a report",
  ),
  blind: entry("blind", "gauge", ["pool"], "1 while no open pod of the pool has a fresh report"),
  collectionDuration: entry(
    "collection_duration_seconds",
    "histogram",
    ["pool"],
    "Time to read the workload of one pod, failures included",
    [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  ),
  collectionErrors: entry(
    "collection_errors_total",
    "counter",
    ["pool", "cause"],
    "Failed reads by cause: connect, reset, timeout, status, content_type, too_large, malformed, invalid, wrong_pod, other",
  ),
  collectionBytes: entry(
    "collection_bytes_total",
    "counter",
    ["pool"],
    "Bytes of workload reports that were read",
  ),
  pushedReports: entry(
    "pushed_reports_total",
    "counter",
    ["pool", "outcome"],
    "Reports that pods pushed: taken, ignored (late, or of no pod of the pool)",
  ),
  herdIndex: entry(
    "herd_index",
    "gauge",
    ["pool"],
    "Picks of the most picked pod over its fair share, in the last half to whole minute; 1 is even. Absent while there were fewer picks than open pods",
  ),
  regret: entry(
    "regret",
    "histogram",
    ["pool"],
    "How much higher the chosen pod scored than the best known one, in units of the pool's scorer; one pick in 32 is measured",
    [0, 0.5, 1, 2, 5, 10, 20, 50, 100],
  ),
  pods: entry(
    "pods",
    "gauge",
    ["pool", "status"],
    "Pods by status: ready, stale, failing, failing_stale, full, full_stale, draining",
  ),
  podClients: entry("pod_clients", "gauge", ["pool", "pod"], "Clients that a pod last reported"),
  podLoad: entry(
    "pod_load",
    "gauge",
    ["pool", "pod"],
    "Estimated clients of a pod: reported, and picks since",
  ),
  sourceErrors: entry(
    "source_errors_total",
    "counter",
    ["code"],
    "Times the pods could not be read from their source, by error code",
  ),
  sourceFailing: entry(
    "source_failing",
    "gauge",
    [],
    "1 while the source cannot be read and the pods read before stay in force",
  ),
  settingsFailing: entry(
    "settings_failing",
    "gauge",
    ["pool"],
    "1 while the settings of the pool cannot be read from the source and the ones read before stay in force",
  ),
  sharedPicks: entry(
    "shared_picks_total",
    "counter",
    ["pool", "outcome"],
    "Picks that replicas tell each other through Valkey: sent, taken (of others, added to the load), dropped (no room to wait for Valkey; or told of a pod that this replica does not know, or after their lease)",
  ),
  sharingErrors: entry(
    "sharing_errors_total",
    "counter",
    ["cause"],
    "Exchanges with Valkey that failed, and messages that are none, by cause: connection, timeout, refused (Valkey answers with an error), malformed, too_large",
  ),
  sharingConnected: entry(
    "sharing_connected",
    "gauge",
    [],
    "1 while picks are exchanged with other replicas through Valkey, 0 while this replica goes by its own; absent where no Valkey is configured",
  ),
  eventStreams: entry("event_streams", "gauge", [], "Event streams that are open"),
  eventStreamsDropped: entry(
    "event_streams_dropped_total",
    "counter",
    [],
    "Event streams that were closed because their client reads too slowly",
  ),
} as const satisfies MetricCatalogue;

/** Short name of a metric of the catalogue. */
export type MetricName = keyof typeof metricCatalogue;
