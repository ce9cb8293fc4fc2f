import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import {
  createApiClient,
  createResourceClient,
  listAll,
  resourceType,
  type ApiClient,
  type ApiObject,
  type ResourceClient,
} from "@fairlead/controller-kit";
import { LABEL_POOL, poolNames } from "@fairlead/routing-schema";
import {
  findBinaries,
  formatKubeconfig,
  installCrds,
  startFaultProxy,
  type ApiEndpoint,
  type FaultProxy,
} from "@fairlead/testbed";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { KubeConfig } from "@kubernetes/client-node";
import type { Collection } from "../kubernetes/cluster/collection.ts";
import type { PoolIdentity } from "../kubernetes/objects/pool-identity.ts";
import type { JobObject, PodObject } from "../kubernetes/read/kubernetes-pod.ts";
import { jobs, podPools, pods, type PodPoolObject } from "../kubernetes/resources.ts";

const namespaces = resourceType({
  apiVersion: "v1",
  kind: "Namespace",
  plural: "namespaces",
  isNamespaced: false,
});
const CRD = fileURLToPath(new URL("../../../../deploy/crd/podpool.yaml", import.meta.url));

function connect(endpoint: ApiEndpoint): ApiClient {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(formatKubeconfig(endpoint));
  return createApiClient(kubeConfig);
}

/** A pool in a namespace of its own on the shared API server; no controller but the test acts on it. */
export interface KubernetesWorld {
  readonly pool: PoolIdentity;
  readonly proxy: FaultProxy;
  /** Through the proxy. */
  readonly client: ApiClient;
  /** Through the proxy: what is under test. */
  readonly jobs: ResourceClient<JobObject>;
  readonly pods: ResourceClient<PodObject>;
  /** What belongs to the pool, read each time. */
  readonly own: { readonly jobs: Collection<JobObject>; readonly pods: Collection<PodObject> };
  /** Past the proxy: another hand. */
  readonly direct: {
    readonly client: ApiClient;
    readonly jobs: ResourceClient<JobObject>;
    readonly pods: ResourceClient<PodObject>;
    readonly podPools: ResourceClient<PodPoolObject>;
  };
  close(): Promise<void>;
}

/** Lets the shared API server serve Istio's kinds. */
export async function installIstioKinds(): Promise<void> {
  const paths = await findBinaries(["crd-all.gen.yaml"], { environment: process.env });
  await installCrds(sharedApiServer(), paths["crd-all.gen.yaml"]);
}

/** Opens a world with the pool `chat`. */
export async function openKubernetesWorld(spec: unknown = { port: 8080 }): Promise<KubernetesWorld> {
  const endpoint = sharedApiServer();
  const proxy = await startFaultProxy(endpoint);
  const direct = connect(endpoint);
  const client = connect(proxy.endpoint);
  await installCrds(endpoint, CRD);
  const namespace = `pool-${randomBytes(4).toString("hex")}`;
  await createResourceClient(direct, namespaces).create({ metadata: { name: namespace } });
  const pools = createResourceClient(direct, podPools);
  const selection = { namespace, labelSelector: `${LABEL_POOL}=chat` };
  const read = <Item extends ApiObject>(objects: ResourceClient<Item>): Collection<Item> => ({
    look: async () => (await listAll(objects, selection)).items,
  });
  const ownJobs = createResourceClient(client, jobs);
  const ownPods = createResourceClient(client, pods);
  const { metadata } = await pools.create({ metadata: { name: "chat", namespace }, spec });
  return {
    pool: { names: poolNames(namespace, "chat"), uid: metadata.uid ?? "" },
    proxy,
    client,
    jobs: ownJobs,
    pods: ownPods,
    own: { jobs: read(ownJobs), pods: read(ownPods) },
    direct: {
      client: direct,
      jobs: createResourceClient(direct, jobs),
      pods: createResourceClient(direct, pods),
      podPools: pools,
    },
    async close() {
      client.close();
      direct.close();
      await proxy.close();
    },
  };
}
