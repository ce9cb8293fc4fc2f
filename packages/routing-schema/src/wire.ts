/**
 * Every name that travels between the gateway filter, the lookup service and the pods.
 *
 * The AssemblyScript constants of the gateway filter are generated from this file
 * (`pnpm generate`), so it holds plain string and number constants only.
 *
 * @module
 */

/** Request header to the pod: route id of the chosen pod. Matched by the per-pod routes. */
export const HEADER_POD = "x-fairlead-pod";
/** Request header to the pod: `ip:port[,ip:port…]`, best first. Read by Envoy's `override_host`. */
export const HEADER_ENDPOINT = "x-fairlead-endpoint";
/** Response header of the lookup (and, with `expose_pod`, to the client): pod id. */
export const HEADER_POD_ID = "x-fairlead-pod-id";
/** Response header of the lookup: route id. */
export const HEADER_ROUTE_ID = "x-fairlead-route-id";
/** Response header of a request that took a pod's route: `<route id>.<epoch>`. Probes look for it. */
export const HEADER_ROUTE = "x-fairlead-route";
/** Request header of a probe: the filter's `probe_token`. Such a request chooses its route itself. */
export const HEADER_PROBE = "x-fairlead-probe";
/** Response header of the lookup: `ip:port[,ip:port…]`, best first. */
export const HEADER_ENDPOINTS = "x-fairlead-endpoints";
/** Response header of the lookup: the most picks that one question may ask for; absent: one. */
export const HEADER_BATCH = "x-fairlead-batch";
/** Response header of a lookup for several clients: the lines of its body. */
export const HEADER_COUNT = "x-fairlead-count";
/** Response header of a refusal: its stable code. */
export const HEADER_ERROR = "x-fairlead-error";
/** Request header of a snapshot: one value per filter instance. */
export const HEADER_ASKER = "x-fairlead-asker";
/** Request header of a snapshot: `<sequence> <pod id>=<count> …`. */
export const HEADER_PICKS = "x-fairlead-picks";
/** Request header of a snapshot: how long the answer may wait for other pods than those that are held, in ms. */
export const HEADER_WAIT = "x-fairlead-wait";

/** Default name of the query parameter that carries the pod id. */
export const QUERY_PARAMETER_POD_ID = "podId";
/** Query parameter of lookup and snapshot: `<namespace>/<name>`. */
export const QUERY_PARAMETER_POOL = "pool";
/** Query parameter of the lookup: the pod id to keep when it is still there. */
export const QUERY_PARAMETER_PREFER = "prefer";

/** Query parameter of the lookup: how many clients it is for. */
export const QUERY_PARAMETER_COUNT = "count";

/** Default path of the per-request lookup. */
export const PATH_LOOKUP = "/pod-lookup";
/** Path of the snapshot. */
export const PATH_SNAPSHOT = "/v1/snapshot";
/** Default path of the workload report on a pod. */
export const PATH_WORKLOAD = "/workload";

/** Refusal: the pool has no open pod. */
export const ERROR_NO_POD = "no_pod";
/** Refusal: every open pod is at its capacity. */
export const ERROR_FULL = "full";
/** Refusal: the service does not know the pool. */
export const ERROR_UNKNOWN_POOL = "unknown_pool";

/** First word of a snapshot: format and version. */
export const SNAPSHOT_FORMAT = "fairlead-snapshot/1";
/** Last line of a snapshot. */
export const SNAPSHOT_END = "end";
/** State of a pod that may be picked. */
export const SNAPSHOT_STATE_OPEN = "o";
/** State of a pod that only clients who name it still reach. */
export const SNAPSHOT_STATE_DRAINING = "d";
/** Stands for an absent field. */
export const SNAPSHOT_ABSENT = "-";
/** A snapshot of a larger pool is a random sample of this many pods. */
export const SNAPSHOT_MAX_PODS = 128;
/** Up to this many candidates are all compared; above, two are drawn at random. */
export const PICK_COMPARE_ALL_MAX = 32;

/** Clients that one lookup can be for. */
export const LOOKUP_MAX_COUNT = 64;

/** Longest pod id, a DNS subdomain. */
export const POD_ID_MAX_LENGTH = 253;
/** Longest route id, a DNS label. */
export const ROUTE_ID_MAX_LENGTH = 63;

/** Prefix of every metric of the filter. */
export const FILTER_METRIC_PREFIX = "fairlead_filter_";
