import { HEADER_ENDPOINT } from "@fairlead/routing-schema";
import type { LocalPod } from "../gateway/local-pod.ts";
import { LOOKUP_CLUSTER, podClusterName, POOL_CLUSTER } from "../names.ts";
import { loadAssignment } from "./address.ts";
import { extension, fileSource, typed, type JsonObject } from "./resource.ts";

/** How a pod is reached. */
export type RoutingMode = "routes" | "override_host";

const LOOKUP_CONNECT_TIMEOUT = "0.25s";
const POD_CONNECT_TIMEOUT = "2s";
/** Bytes that Envoy holds of a body before it stops reading. */
export const BUFFER_LIMIT_BYTES = 1024 * 1024;
const NO_LIMIT = 4_294_967_295;
/**
 * Servers close a connection that nobody uses, many after 5 s (Node.js, Uvicorn, Apache), some after 2 s
 * (Gunicorn). A request that crosses with that has no answer, and cannot be repeated without harm; so Envoy
 * closes first. On one host the next connection costs next to nothing.
 */
const UNUSED_CONNECTION_TIMEOUT = "1s";

/** Limits that sessions held open for hours never reach; Envoy's own stop at 1,024. */
const circuitBreakers: JsonObject = {
  thresholds: [
    {
      max_connections: NO_LIMIT,
      max_pending_requests: NO_LIMIT,
      max_requests: NO_LIMIT,
      max_retries: NO_LIMIT,
    },
  ],
};

/** Speaks to the pod what the client speaks, so that gRPC and WebSockets both pass. */
const sameProtocolAsClient: JsonObject = {
  "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": typed(
    "envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
    {
      common_http_protocol_options: { idle_timeout: UNUSED_CONNECTION_TIMEOUT },
      use_downstream_protocol_config: {
        http_protocol_options: {},
        http2_protocol_options: { allow_connect: true },
      },
    },
  ),
};

const leastRequest = extension(
  "envoy.load_balancing_policies.least_request",
  "envoy.extensions.load_balancing_policies.least_request.v3.LeastRequest",
);

const overrideHost = extension(
  "envoy.load_balancing_policies.override_host",
  "envoy.extensions.load_balancing_policies.override_host.v3.OverrideHost",
  {
    override_host_sources: [{ header: HEADER_ENDPOINT }],
    fallback_policy: { policies: [{ typed_extension_config: leastRequest }] },
  },
);

const podCluster = (name: string): JsonObject => ({
  ...typed("envoy.config.cluster.v3.Cluster", { name }),
  connect_timeout: POD_CONNECT_TIMEOUT,
  per_connection_buffer_limit_bytes: BUFFER_LIMIT_BYTES,
  circuit_breakers: circuitBreakers,
  typed_extension_protocol_options: sameProtocolAsClient,
});

/** The cluster of all pods. Panic routing is off: it would give requests to draining pods. */
export const poolCluster = (mode: RoutingMode, endpointsFile: string): JsonObject => ({
  ...podCluster(POOL_CLUSTER),
  type: "EDS",
  eds_cluster_config: { eds_config: fileSource(endpointsFile) },
  common_lb_config: { healthy_panic_threshold: { value: 0 } },
  load_balancing_policy: {
    policies: [{ typed_extension_config: mode === "override_host" ? overrideHost : leastRequest }],
  },
});

/** The cluster of one pod, as Istio makes one of a DestinationRule's subset. */
export function singlePodCluster(pod: Pick<LocalPod, "routeId" | "endpoint">): JsonObject {
  const name = podClusterName(pod.routeId);
  return {
    ...podCluster(name),
    type: "STATIC",
    load_assignment: loadAssignment(name, [{ endpoint: pod.endpoint, healthStatus: "HEALTHY" }]),
  };
}

/** The cluster that the filter asks. Its limits never refuse a call: the filter has its own breaker. */
export const lookupCluster = (address: string): JsonObject => ({
  ...typed("envoy.config.cluster.v3.Cluster", { name: LOOKUP_CLUSTER }),
  type: "STATIC",
  connect_timeout: LOOKUP_CONNECT_TIMEOUT,
  circuit_breakers: circuitBreakers,
  load_assignment: loadAssignment(LOOKUP_CLUSTER, [{ endpoint: address, healthStatus: "HEALTHY" }]),
});
