import { HEADER_ENDPOINT, LABEL_POOL, type PoolNames } from "@fairlead/routing-schema";
import type { KubernetesObject } from "./kubernetes-object.ts";

/** Which gateways carry the pool's traffic. */
export interface GatewayWorkloads {
  /** Istio's root namespace, or that of the gateways. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

const policy = (name: string, type: string, fields: object = {}) => ({
  policies: [
    {
      typed_extension_config: {
        name: `envoy.load_balancing_policies.${name}`,
        typed_config: {
          "@type": `type.googleapis.com/envoy.extensions.load_balancing_policies.${name}.v3.${type}`,
          ...fields,
        },
      },
    },
  ],
});

/**
 * Has the gateways take the endpoint that the filter names, in the cluster of all pods. One object for the whole
 * pool; nothing is written for a pod. The cluster is matched by name: a match by service with an empty subset
 * takes in the clusters of subsets, too.
 */
export const overrideHostFilter = (
  { label, namespace, podsHost }: PoolNames,
  port: number,
  gateways: GatewayWorkloads,
): KubernetesObject => ({
  apiVersion: "networking.istio.io/v1alpha3",
  kind: "EnvoyFilter",
  metadata: {
    // A dot is in neither, so that no two pools have the same.
    name: `fairlead.${namespace}.${label}`,
    namespace: gateways.namespace,
    labels: { [LABEL_POOL]: label },
  },
  spec: {
    workloadSelector: { labels: gateways.labels },
    configPatches: [
      {
        applyTo: "CLUSTER",
        match: { context: "GATEWAY", cluster: { name: `outbound|${port}||${podsHost}` } },
        patch: {
          operation: "MERGE",
          value: {
            load_balancing_policy: policy("override_host", "OverrideHost", {
              override_host_sources: [{ header: HEADER_ENDPOINT }],
              // For requests without the header, and endpoints that are gone.
              fallback_policy: policy("least_request", "LeastRequest"),
            }),
          },
        },
      },
    ],
  },
});
