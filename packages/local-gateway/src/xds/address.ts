import { FairleadError, parseEndpoint } from "@fairlead/routing-schema";
import type { JsonObject } from "./resource.ts";

/** Envoy's `Address` of `ip:port`. Throws `identifier_invalid` for anything else. */
function envoyAddress(endpoint: string): JsonObject {
  const parsed = parseEndpoint(endpoint);
  if (parsed === undefined) {
    throw new FairleadError(
      "identifier_invalid",
      `"${endpoint}" is not an endpoint; write ip:port, IPv6 as [ip]:port.`,
    );
  }
  return { socket_address: { address: parsed.host, port_value: parsed.port } };
}

/** A `ClusterLoadAssignment` of endpoints with their health. */
export function loadAssignment(
  cluster: string,
  endpoints: readonly { endpoint: string; healthStatus: "HEALTHY" | "DRAINING" }[],
): JsonObject {
  return {
    cluster_name: cluster,
    endpoints: [
      {
        lb_endpoints: endpoints.map(({ endpoint, healthStatus }) => ({
          endpoint: { address: envoyAddress(endpoint) },
          health_status: healthStatus,
        })),
      },
    ],
  };
}
