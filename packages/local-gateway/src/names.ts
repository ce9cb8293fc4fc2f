/** Envoy cluster of the lookup service: `upstream_name` of the filter configuration. */
export const LOOKUP_CLUSTER = "lookup-service";
/** Envoy cluster of all pods: where unrouted requests go. */
export const POOL_CLUSTER = "pool";
/** Prefix of a pod's own cluster in `routes` mode; the route id follows. */
export const POD_CLUSTER_PREFIX = "pod-";
/** Name of the filter in Envoy's configuration, and its root id. */
export const FILTER_NAME = "fairlead";
/** Prefix of the statistics of requests: `http.gateway.downstream_rq_total`. */
export const STATISTICS_PREFIX = "gateway";

export const LISTENER = "gateway";
export const ROUTE_CONFIGURATION = "gateway";

/** Name of a pod's own cluster in `routes` mode. */
export const podClusterName = (routeId: string): string => `${POD_CLUSTER_PREFIX}${routeId}`;
