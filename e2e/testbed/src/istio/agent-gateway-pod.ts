import { OWN_NETWORK_ANNOTATION } from "../kubelet/create-kubelet.ts";
import type { GatewayIdentity } from "./gateway-bootstrap.ts";
import { ISTIOD } from "./istiod.ts";

/** What a gateway under Istio's agent is made of. */
export interface AgentGatewayPaths {
  readonly envoy: string;
  readonly "pilot-agent": string;
  readonly "envoy_bootstrap.json": string;
}

const STATUS_PORT = 15_021;
/** Written into the agent itself, which does not make it. */
const DATA = "/var/lib/istio/data";
const CONFIGURATION = "/etc/istio/proxy";

/**
 * A pod that is an ingress gateway as Istio ships it: Envoy under pilot-agent, which fetches modules of the filter over HTTP
 * or from a registry, where a plain Envoy takes files alone.
 *
 * @param insecureRegistries `host:port` of registries that are spoken to in plain HTTP
 */
export const agentGatewayPod = (
  paths: AgentGatewayPaths,
  { labels, name, namespace }: GatewayIdentity,
  insecureRegistries: readonly string[],
): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace, labels, annotations: { [OWN_NETWORK_ANNOTATION]: "" } },
  spec: {
    terminationGracePeriodSeconds: 1,
    automountServiceAccountToken: false,
    volumes: [
      { name: "data", emptyDir: {} },
      { name: "configuration", emptyDir: {} },
    ],
    containers: [
      {
        name: "istio-proxy",
        image: "none.invalid/proxyv2",
        command: [paths["pilot-agent"], "proxy", "router", "--templateFile", paths["envoy_bootstrap.json"]],
        volumeMounts: [
          { name: "data", mountPath: DATA },
          { name: "configuration", mountPath: CONFIGURATION },
        ],
        env: [
          { name: "FILE_MOUNTED_CERTS", value: "true" },
          { name: "CLOUD_PLATFORM", value: "none" },
          { name: "INSTANCE_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } },
          { name: "POD_NAME", value: name },
          { name: "POD_NAMESPACE", value: namespace },
          { name: "SERVICE_ACCOUNT", value: "gateway" },
          { name: "ISTIO_META_CLUSTER_ID", value: "Kubernetes" },
          { name: "ISTIO_METAJSON_LABELS", value: JSON.stringify(labels) },
          { name: "WASM_INSECURE_REGISTRIES", value: insecureRegistries.join(",") },
          { name: "PEER_METADATA_DISCOVERY", value: "false" },
          // By default under the directory that it is started in, which is the repository.
          { name: "GRPC_XDS_BOOTSTRAP", value: `${CONFIGURATION}/grpc-bootstrap.json` },
          {
            name: "PROXY_CONFIG",
            value: JSON.stringify({
              binaryPath: paths.envoy,
              configPath: CONFIGURATION,
              discoveryAddress: `${ISTIOD.host}:${ISTIOD.port}`,
              controlPlaneAuthPolicy: "NONE",
              concurrency: 1,
              drainDuration: "1s",
              terminationDrainDuration: "1s",
            }),
          },
        ],
        readinessProbe: {
          httpGet: { path: "/healthz/ready", port: STATUS_PORT },
          periodSeconds: 1,
          failureThreshold: 1,
        },
      },
    ],
  },
});
