import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import {
  applyObject,
  createApiClient,
  createResourceClient,
  resourceType,
  type ApiClient,
  type ApiObject,
} from "@fairlead/controller-kit";
import { ANNOTATION_PHASE_REVISION, LABEL_PHASE } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { formatKubeconfig, startFaultProxy, type ApiEndpoint, type FaultProxy } from "@fairlead/testbed";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { podPools, pods, type WatchedPod, type WatchedPool } from "../kubernetes/watched-objects.ts";
import { watchedPod, type PodFacts } from "./kubernetes-objects.ts";

interface Definition extends ApiObject {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}
const definitions = resourceType<Definition>({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  plural: "customresourcedefinitions",
  isNamespaced: false,
});
const namespaces = resourceType({
  apiVersion: "v1",
  kind: "Namespace",
  plural: "namespaces",
  isNamespaced: false,
});
const CRD = new URL("../../../../deploy/crd/podpool.yaml", import.meta.url);

/** Credentials and address as the service has them. */
export function kubeConfigOf(endpoint: ApiEndpoint): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(formatKubeconfig(endpoint));
  return kubeConfig;
}

/** Has the API server know what a PodPool is. */
async function installDefinition(client: ApiClient): Promise<void> {
  const resource = createResourceClient(client, definitions);
  const definition = parse(await readFile(CRD, "utf8")) as Definition;
  await applyObject(resource, definition, { fieldManager: "test" });
  const name = definition.metadata?.name ?? "";
  await until("the API server serves PodPools", async () => {
    const { status } = await resource.get({ name });
    return status?.conditions?.some(
      (condition) => condition.type === "Established" && condition.status === "True",
    );
  });
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
  await installDefinition(direct);
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
