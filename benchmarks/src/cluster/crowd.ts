import { fileURLToPath } from "node:url";
import { CROWD_PORT } from "./crowd-port.ts";

/** Namespace of the pools. */
export const NAMESPACE = "games";
/** Drains are short by it; yet a plan is acted on within it only, so it outlasts a look at hundreds of pods. */
const LEASE_SECONDS = 3;

const container = (command: readonly string[]): object => ({
  name: "crowd",
  image: "none.invalid/crowd",
  command,
  readinessProbe: { httpGet: { path: "/readyz", port: CROWD_PORT }, periodSeconds: 30 },
});

/** The pod whose process answers for all pods of pools. */
export const crowdServerPod = (): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "crowd", namespace: NAMESPACE },
  spec: {
    automountServiceAccountToken: false,
    containers: [container([process.execPath, fileURLToPath(new URL("crowd-server.ts", import.meta.url))])],
  },
});

/** A pool of so many pods, no more and no less, that are a sleeping process each. */
export const crowdPool = (name: string, mode: "subset" | "override-host", replicas: number): object => ({
  apiVersion: "fairlead.dev/v1alpha1",
  kind: "PodPool",
  metadata: { namespace: NAMESPACE, name },
  spec: {
    port: CROWD_PORT,
    template: {
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        containers: [container(["sleep", "infinity"])],
      },
    },
    picking: { leaseSeconds: LEASE_SECONDS, reportMaxAgeSeconds: 15 },
    draining: { onPoolDeletion: "delete" },
    routing: { mode, hosts: [`${name}.test`], gateways: [`${NAMESPACE}/public`] },
    scaling: {
      ...replicasOf(replicas),
      targetClientsPerPod: 5,
      behavior: {
        scaleUp: { policies: [{ type: "Pods", value: 1_000, periodSeconds: 1 }] },
        scaleDown: {
          stabilizationWindowSeconds: 0,
          policies: [{ type: "Pods", value: 1_000, periodSeconds: 1 }],
        },
      },
    },
  },
});

/** Of `spec.scaling`. */
export const replicasOf = (
  count: number,
): { readonly minReplicas: number; readonly maxReplicas: number } => ({
  minReplicas: count,
  maxReplicas: count,
});
