import type { LocalPod } from "../gateway/local-pod.ts";
import { POOL_CLUSTER } from "../names.ts";
import { loadAssignment } from "./address.ts";
import { typed, type JsonObject } from "./resource.ts";

/**
 * The endpoints of the pool. Draining ones stay in the cluster, where `override_host` finds them by
 * address whatever their health, and where no other load balancing looks. When none is open, all
 * are served: a draining pod is better than none.
 */
export function poolEndpoints(pods: readonly LocalPod[]): JsonObject {
  const noneOpen = !pods.some((pod) => pod.state === "open");
  const endpoints = pods.map(({ endpoint, state }) => ({
    endpoint,
    healthStatus: state === "open" || noneOpen ? ("HEALTHY" as const) : ("DRAINING" as const),
  }));
  return typed("envoy.config.endpoint.v3.ClusterLoadAssignment", loadAssignment(POOL_CLUSTER, endpoints));
}
