import { fileURLToPath } from "node:url";
import { until } from "@fairlead/test-support";
import { paths, type ClusterWorld } from "../cluster-world.ts";
import { CROWD_PORT } from "./crowd-port.ts";

/** Namespace of crowds. */
export const CROWD_NAMESPACE = "games";
/** Drains are short by it; yet a plan is acted on within it only, so it outlasts a look at hundreds of pods. */
const LEASE_SECONDS = 3;

const container = (command: readonly string[]): object => ({
  name: "crowd",
  image: "none.invalid/crowd",
  command,
  readinessProbe: { httpGet: { path: "/readyz", port: CROWD_PORT }, periodSeconds: 30 },
});

/** Starts the process that answers for all pods of crowds, with the address that was asked. */
export async function startCrowdServer({ apply, get }: ClusterWorld): Promise<void> {
  const program = fileURLToPath(new URL("crowd-server.ts", import.meta.url));
  const spec = { automountServiceAccountToken: false, containers: [container([process.execPath, program])] };
  const metadata = { name: "crowd", namespace: CROWD_NAMESPACE };
  await apply({ apiVersion: "v1", kind: "Pod", metadata, spec });
  await until("the server of the pods runs", async () => {
    const { status } = await get(`${paths.pods(CROWD_NAMESPACE)}/crowd`);
    return status?.containerStatuses?.[0]?.ready === true;
  });
}

/** A pool of so many pods, no more and no less, that are a sleeping process each. */
export const crowdPool = (
  name: string,
  mode: "subset" | "override-host",
  replicas: number,
  leaseSeconds = LEASE_SECONDS,
): object => ({
  apiVersion: "fairlead.dev/v1alpha1",
  kind: "PodPool",
  metadata: { namespace: CROWD_NAMESPACE, name },
  spec: {
    port: CROWD_PORT,
    template: {
      spec: {
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 1,
        containers: [container(["sleep", "infinity"])],
      },
    },
    picking: { leaseSeconds, reportMaxAgeSeconds: 15 },
    draining: { onPoolDeletion: "delete" },
    routing: { mode, hosts: [`${name}.test`], gateways: [`${CROWD_NAMESPACE}/public`] },
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

/** Of `spec.scaling`: so many, no more and no less. */
export const replicasOf = (
  count: number,
): { readonly minReplicas: number; readonly maxReplicas: number } => ({
  minReplicas: count,
  maxReplicas: count,
});
