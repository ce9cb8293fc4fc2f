import { ISTIOD } from "./istiod.ts";

/** Names a gateway to istiod. */
export interface GatewayIdentity {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Where the gateway's own administration interface is, on its own address. */
export const GATEWAY_ADMIN_PORT = 15_000;

const ads = { ads: {}, resource_api_version: "V3", initial_fetch_timeout: "0s" };

/**
 * What a plain Envoy is started with to be an ingress gateway of Istio. `ADDRESS` stands for its own
 * address, which is known only once its pod runs.
 */
export const gatewayBootstrap = ({ name, namespace, labels }: GatewayIdentity): object => ({
  node: {
    id: `router~ADDRESS~${name}.${namespace}~${namespace}.svc.cluster.local`,
    cluster: name,
    metadata: {
      ISTIO_VERSION: "1.31.0",
      NAMESPACE: namespace,
      CLUSTER_ID: "Kubernetes",
      LABELS: labels,
      INSTANCE_IPS: "ADDRESS",
      SERVICE_ACCOUNT: "gateway",
    },
  },
  dynamic_resources: {
    ads_config: {
      api_type: "GRPC",
      transport_api_version: "V3",
      grpc_services: [{ envoy_grpc: { cluster_name: "xds-grpc" } }],
    },
    lds_config: ads,
    cds_config: ads,
  },
  static_resources: {
    clusters: [
      {
        name: "xds-grpc",
        type: "STATIC",
        connect_timeout: "1s",
        load_assignment: {
          cluster_name: "xds-grpc",
          endpoints: [
            {
              lb_endpoints: [
                {
                  endpoint: {
                    address: { socket_address: { address: ISTIOD.host, port_value: ISTIOD.port } },
                  },
                },
              ],
            },
          ],
        },
        // A connection that istiod does not know of any more is noticed.
        upstream_connection_options: { tcp_keepalive: { keepalive_time: 10 } },
        typed_extension_protocol_options: {
          "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
            explicit_http_config: { http2_protocol_options: {} },
          },
        },
      },
    ],
  },
  admin: { address: { socket_address: { address: "0.0.0.0", port_value: GATEWAY_ADMIN_PORT } } },
});
