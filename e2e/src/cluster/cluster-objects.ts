import { fileURLToPath } from "node:url";

/** An object as it is read. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into objects of many kinds
export type Anything = any;

/** Namespace of Fairlead's own parts. */
export const FAIRLEAD_NAMESPACE = "fairlead";
/** Port of the gateways. */
export const GATEWAY_PORT = 8888;
/** What pods of pools run. */
export const SESSION_SERVER = fileURLToPath(new URL("session-server.ts", import.meta.url));

/** The Gateway that all pools share. */
export const gatewayObject = (namespace: string, hosts: readonly string[]): object => ({
  apiVersion: "networking.istio.io/v1",
  kind: "Gateway",
  metadata: { name: "public", namespace },
  spec: {
    selector: { istio: "ingressgateway" },
    servers: [{ port: { number: GATEWAY_PORT, name: "http", protocol: "HTTP" }, hosts }],
  },
});

/** A template whose pods hold sessions. */
export const sessionTemplate = (
  { env = [], ...container }: Readonly<Record<string, unknown>> & { readonly env?: readonly object[] } = {},
  spec: Readonly<Record<string, unknown>> = {},
): object => ({
  metadata: { labels: { app: "chat" } },
  spec: {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 5,
    ...spec,
    containers: [
      {
        name: "chat",
        image: "session-server",
        ports: [{ name: "http", containerPort: 8080 }],
        env: [{ name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }, ...env],
        // What it says counts at once; that a busy machine lets it wait for a second says nothing.
        readinessProbe: {
          httpGet: { path: "/readyz", port: 8080 },
          periodSeconds: 1,
          timeoutSeconds: 10,
          failureThreshold: 1,
        },
        ...container,
      },
    ],
  },
});

/** A pool of such pods behind that Gateway, quick in everything that a user would have patience for. */
export const sessionPool = (
  place: { readonly namespace: string; readonly name: string },
  spec: Readonly<Record<string, unknown>> = {},
): object => ({
  apiVersion: "fairlead.dev/v1alpha1",
  kind: "PodPool",
  metadata: place,
  spec: {
    port: 8080,
    template: sessionTemplate(),
    picking: { leaseSeconds: 2, reportMaxAgeSeconds: 10 },
    ...spec,
    routing: {
      hosts: [`${place.name}.test`],
      gateways: [`${place.namespace}/public`],
      ...(spec["routing"] as object | undefined),
    },
    scaling: {
      minReplicas: 1,
      maxReplicas: 4,
      targetClientsPerPod: 5,
      behavior: {
        scaleUp: { policies: [{ type: "Pods", value: 20, periodSeconds: 1 }] },
        scaleDown: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: "Pods", value: 20, periodSeconds: 1 }],
        },
      },
      ...(spec["scaling"] as object | undefined),
    },
  },
});
