import { metricEntries, type MetricCatalogue } from "@fairlead/service-kit";

/** Prefix of every metric of the service; the process's own (`process_…`, `nodejs_…`) come beside. */
export const METRIC_PREFIX = "fairlead_scaler_";

const entry = metricEntries(METRIC_PREFIX);

/** Every metric of the service. `docs/metrics.md` is generated from it and checked against it. */
export const metricCatalogue = {
  leader: entry("leader", "gauge", [], "1 while this process leads and acts"),
  desiredReplicas: entry("desired_replicas", "gauge", ["pool"], "Pods that the pool is to have"),
  pods: entry("pods", "gauge", ["pool", "phase"], "Pods by phase: starting, open, draining, closed"),
  clients: entry("clients", "gauge", ["pool"], "Clients that the pods last reported"),
  waitingClients: entry("waiting_clients", "gauge", ["pool"], "Clients that found no pod of late"),
  condition: entry(
    "condition",
    "gauge",
    ["pool", "type"],
    "1 while the condition holds: ScaleDownBlocked, StartsFailing, DrainOverdue, StatusNotStored, ActionsFailing, LookTooSlow",
  ),
  viewAge: entry(
    "view_age_seconds",
    "gauge",
    ["pool"],
    "Age of the lookup service's last view; absent before the first",
  ),
  reconciles: entry(
    "reconciles_total",
    "counter",
    ["pool", "outcome"],
    "Passes by outcome: done, failed (the world could not be looked at)",
  ),
  reconcileDuration: entry(
    "reconcile_duration_seconds",
    "histogram",
    ["pool"],
    "Time of a pass: to look, to plan and to act",
    [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  ),
  planDuration: entry(
    "plan_duration_seconds",
    "histogram",
    ["pool"],
    "Time to plan",
    [0.000_05, 0.000_1, 0.000_5, 0.001, 0.005, 0.01, 0.05, 0.1],
  ),
  observeErrors: entry(
    "observe_errors_total",
    "counter",
    ["pool", "part"],
    "Looks that failed, by part: world (pods, routes or status), lookup (the lookup service)",
  ),
  actions: entry(
    "actions_total",
    "counter",
    ["pool", "kind", "outcome"],
    "Actions of plans by outcome: done, failed, precondition (changed meanwhile), late (older than the lease), skipped, backing_off, not_leader",
  ),
  routeProgrammed: entry(
    "route_programmed_seconds",
    "histogram",
    ["pool"],
    "From the writing of a pod's route until a gateway was seen to lead by it; on Kubernetes alone",
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  ),
  probes: entry(
    "probes_total",
    "counter",
    ["pool", "answer"],
    "Probes through gateways by answer: led, routed (no pod answered), elsewhere, silent; on Kubernetes alone",
  ),
  events: entry("events_total", "counter", ["pool", "reason"], "Events by reason"),
  eventStreams: entry("event_streams", "gauge", [], "Event streams that are open"),
} as const satisfies MetricCatalogue;

/** Short name of a metric of the catalogue. */
export type MetricName = keyof typeof metricCatalogue;
