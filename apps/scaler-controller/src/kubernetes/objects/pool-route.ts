import { HEADER_ENDPOINT, LABEL_POOL, type RoutingSpec } from "@fairlead/routing-schema";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { ownedByPool, type PoolIdentity } from "./pool-identity.ts";

/**
 * The routes of the whole pool; `undefined` where it needs none.
 *
 * In override-host mode requests that name an endpoint are led to the Service of all pods, so that the clients of a
 * draining pod still reach it. Requests that name none go to the Service of the open pods, unless the user has a
 * route for them. A route without a match stays last when Istio merges the routes of a host.
 */
export function poolRoute(
  pool: PoolIdentity,
  { fallback, gateways, hosts, mode }: RoutingSpec,
  port: number,
): KubernetesObject | undefined {
  const { fallbackHost, label, namespace, podsHost, podsService } = pool.names;
  const destination = (host: string) => [{ destination: { host, port: { number: port } } }];
  const http = [
    ...(mode === "override-host"
      ? [
          {
            name: podsService,
            // An empty match is one of presence.
            match: [{ headers: { [HEADER_ENDPOINT]: {} } }],
            route: destination(podsHost),
          },
        ]
      : []),
    ...(fallback === "route" ? [{ name: "any-pod", route: destination(fallbackHost) }] : []),
  ];
  if (http.length === 0) return undefined;
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: {
      name: podsService,
      namespace,
      labels: { [LABEL_POOL]: label },
      ownerReferences: [ownedByPool(pool)],
    },
    spec: {
      hosts: hosts.length === 0 ? [fallbackHost] : hosts,
      ...(gateways.length === 0 ? {} : { gateways }),
      http,
    },
  };
}
