import { OWN_NETWORK_ANNOTATION } from "../kubelet/create-kubelet.ts";
import { GATEWAY_ADMIN_PORT, gatewayBootstrap, type GatewayIdentity } from "./gateway-bootstrap.ts";

/**
 * A pod that is an ingress gateway: a plain Envoy that istiod configures, in a network of its own,
 * found and probed as any gateway pod.
 */
export const gatewayPod = (envoyPath: string, identity: GatewayIdentity): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: identity.name,
    namespace: identity.namespace,
    labels: identity.labels,
    annotations: { [OWN_NETWORK_ANNOTATION]: "" },
  },
  spec: {
    terminationGracePeriodSeconds: 1,
    // Envoy asks the Kubernetes API nothing.
    automountServiceAccountToken: false,
    containers: [
      {
        name: "istio-proxy",
        image: "none.invalid/envoy",
        command: [
          "sh",
          "-c",
          [
            'exec "$1" --config-yaml "$(printf %s "$BOOTSTRAP" | sed "s/ADDRESS/$HOST/g")"',
            "--concurrency 1 --disable-hot-restart --drain-time-s 1 --drain-strategy immediate",
          ].join(" "),
          "gateway",
          envoyPath,
        ],
        env: [{ name: "BOOTSTRAP", value: JSON.stringify(gatewayBootstrap(identity)) }],
        readinessProbe: {
          httpGet: { path: "/ready", port: GATEWAY_ADMIN_PORT },
          periodSeconds: 1,
          failureThreshold: 1,
        },
      },
    ],
  },
});
