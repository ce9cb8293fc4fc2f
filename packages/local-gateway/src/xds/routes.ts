import { HEADER_POD } from "@fairlead/routing-schema";
import type { LocalPod } from "../gateway/local-pod.ts";
import { podClusterName, POOL_CLUSTER, ROUTE_CONFIGURATION } from "../names.ts";
import type { RoutingMode } from "./clusters.ts";
import { extension, typed, type JsonObject } from "./resource.ts";

/** What {@link routeConfiguration} needs to know beside the pods. */
export interface RouteOptions {
  readonly mode: RoutingMode;
  /** Query parameter of the pod id; `""`: routes by header alone. */
  readonly queryParam: string;
}

/** Sessions last for hours: neither their length nor their silence ends them. */
const unbounded: JsonObject = { timeout: "0s", idle_timeout: "0s" };

/**
 * Retries only what no pod can have begun to work on, and each time on another pod.
 * https://www.envoyproxy.io/docs/envoy/latest/configuration/http/http_filters/router_filter#x-envoy-retry-on
 */
const retryElsewhere: JsonObject = {
  retry_on: "connect-failure,refused-stream,reset-before-request",
  num_retries: 3,
  retry_back_off: { base_interval: "0.005s", max_interval: "0.05s" },
  retry_host_predicate: [
    extension(
      "envoy.retry_host_predicates.previous_hosts",
      "envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate",
    ),
  ],
  // A dead pod has no requests under way, so least-request prefers it: a few attempts would not get past it.
  host_selection_retry_max_attempts: 30,
};

const literal = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** Two routes, header first: the header ends the match before the query is read. */
function podRoutes({ podId, routeId }: LocalPod, queryParam: string): JsonObject[] {
  const action = { route: { cluster: podClusterName(routeId), ...unbounded } };
  const byHeader = {
    name: `${routeId}/header`,
    match: { prefix: "/", headers: [{ name: HEADER_POD, string_match: { exact: routeId } }] },
    ...action,
  };
  if (queryParam === "") return [byHeader];
  // Istio renders `queryParams: {podId: {regex}}` as a regular expression, so this one costs as much.
  const byQuery = {
    name: `${routeId}/query`,
    match: {
      prefix: "/",
      query_parameters: [{ name: queryParam, string_match: { safe_regex: { regex: literal(podId) } } }],
    },
    ...action,
  };
  return [byHeader, byQuery];
}

/** The routes of the gateway: those of each pod, draining ones included, and last the plain one to the pool. */
export function routeConfiguration(
  pods: readonly LocalPod[],
  { mode, queryParam }: RouteOptions,
): JsonObject {
  const fallback = {
    name: "pool",
    match: { prefix: "/" },
    route: { cluster: POOL_CLUSTER, ...unbounded, retry_policy: retryElsewhere },
  };
  const routes = mode === "routes" ? pods.flatMap((pod) => podRoutes(pod, queryParam)) : [];
  return typed("envoy.config.route.v3.RouteConfiguration", {
    name: ROUTE_CONFIGURATION,
    virtual_hosts: [{ name: "pool", domains: ["*"], routes: [...routes, fallback] }],
  });
}
