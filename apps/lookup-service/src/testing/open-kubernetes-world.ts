import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import {
  createApiClient,
  createResourceClient,
  resourceType,
  type ApiClient,
} from "@fairlead/controller-kit";
import { ANNOTATION_PHASE_REVISION, LABEL_PHASE } from "@fairlead/routing-schema";
import {
  formatKubeconfig,
  installCrds,
  startFaultProxy,
  type ApiEndpoint,
  type FaultProxy,
} from "@fairlead/testbed";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { KubeConfig } from "@kubernetes/client-node";
import { podPools, pods, type WatchedPod, type WatchedPool } from "../kubernetes/watched-objects.ts";
import { watchedPod, type PodFacts } from "./kubernetes-objects.ts";

const namespaces = resourceType({
  apiVersion: "v1",
  kind: "Namespace",
  plural: "namespaces",
  isNamespaced: false,
});
const CRD = fileURLToPath(new URL("../../../../deploy/crd/podpool.yaml", import.meta.url));

/** Credentials and address as the service has them. */
export function kubeConfigOf(endpoint: ApiEndpoint): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(formatKubeconfig(endpoint));
  return kubeConfig;
}

/** A namespace of its own on the shared API server, in which the test does what scaler and kubelet do. */
export interface KubernetesWorld {
  readonly namespace: string;
  /** What is under test speaks with it. */
  readonly proxy: FaultProxy;
  /** Past the proxy, as administrator. */
  readonly direct: ApiClient;
  createPool(name: string, spec: object): Promise<WatchedPool>;
  changePool(name: string, spec: object): Promise<void>;
  deletePool(name: string): Promise<void>;
  /** Creates a pod that has been given a node, and has it run. */
  createPod(name: string, facts?: PodFacts): Promise<void>;
  setStatus(name: string, status: WatchedPod["status"]): Promise<void>;
  setPhase(name: string, phase: string, revision: number): Promise<void>;
  /** Without grace the pod is gone; with it, it stays until somebody deletes it without. */
  deletePod(name: string, gracePeriodSeconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Opens a world. */
export async function openKubernetesWorld(): Promise<KubernetesWorld> {
  const endpoint = sharedApiServer();
  const proxy = await startFaultProxy(endpoint);
  const direct = createApiClient(kubeConfigOf(endpoint));
  await installCrds(endpoint, CRD);
  const namespace = `lookup-${randomBytes(4).toString("hex")}`;
  await createResourceClient(direct, namespaces).create({ metadata: { name: namespace } });
  const poolClient = createResourceClient(direct, podPools);
  const podClient = createResourceClient(direct, pods);
  const place = (name: string) => ({ namespace, name });

  const setStatus: KubernetesWorld["setStatus"] = async (name, status) => {
    await podClient.patch(place(name), { status }, { type: "merge", subresource: "status" });
  };
  return {
    namespace,
    proxy,
    direct,
    createPool: (name, spec) => poolClient.create({ metadata: place(name), spec }),
    async changePool(name, spec) {
      await poolClient.patch(place(name), { spec }, { type: "merge" });
    },
    deletePool: (name) => poolClient.delete(place(name), { propagationPolicy: "Background" }),
    async createPod(name, facts = {}) {
      const { metadata, status } = watchedPod(name, facts, namespace);
      const spec = { nodeName: "node-1", containers: [{ name: "chat", image: "chat:1" }] };
      await podClient.create({ metadata, spec } as WatchedPod);
      await setStatus(name, status);
    },
    setStatus,
    async setPhase(name, phase, revision) {
      const metadata = {
        labels: { [LABEL_PHASE]: phase },
        annotations: { [ANNOTATION_PHASE_REVISION]: String(revision) },
      };
      await podClient.patch(place(name), { metadata }, { type: "merge" });
    },
    deletePod: (name, gracePeriodSeconds) =>
      podClient.delete(place(name), { propagationPolicy: "Background", gracePeriodSeconds }),
    async close() {
      direct.close();
      await proxy.close();
    },
  };
}
