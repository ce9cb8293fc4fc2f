import { createApiClient, type ApiClient } from "@fairlead/controller-kit";
import type { PodPoolStatus } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import {
  formatKubeconfig,
  ISTIO_NAMESPACE,
  startIstioBed,
  type IstioBed,
  type IstioBedOptions,
} from "@fairlead/testbed";
import { KubeConfig } from "@kubernetes/client-node";
import {
  FAIRLEAD_NAMESPACE,
  GATEWAY_PORT,
  gatewayObject,
  SESSION_SERVER,
  type Anything,
} from "./cluster-objects.ts";
import type { Gateway } from "./gateway-client.ts";
import { followPools, isSettled, type FollowedPools } from "./followed-pools.ts";
import { fromRoot, writeOverlay, type OverlaySettings } from "./overlay.ts";

/** A cluster with Istio and two gateways, in which an overlay of `deploy` is applied. */
export interface ClusterWorld {
  readonly bed: IstioBed;
  readonly api: ApiClient;
  /** By name; those that were added, too. */
  gateway(name: string): Promise<Gateway>;
  get(path: string): Promise<Anything>;
  items(path: string): Promise<readonly Anything[]>;
  /** As `kubectl apply` does. */
  apply(...objects: readonly object[]): Promise<void>;
  readonly pools: FollowedPools;
  /** Waits until the pool has so many open pods, and no others. */
  settled(namespace: string, pool: string, open: number): Promise<PodPoolStatus>;
  close(): Promise<void>;
}

/** Paths of the API by the short name of a kind. */
export const paths = {
  pods: (namespace: string) => `/api/v1/namespaces/${namespace}/pods`,
  services: (namespace: string) => `/api/v1/namespaces/${namespace}/services`,
  jobs: (namespace: string) => `/apis/batch/v1/namespaces/${namespace}/jobs`,
  podPools: (namespace: string) => `/apis/fairlead.dev/v1alpha1/namespaces/${namespace}/podpools`,
  virtualServices: (namespace: string) =>
    `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices`,
  destinationRules: (namespace: string) =>
    `/apis/networking.istio.io/v1/namespaces/${namespace}/destinationrules`,
  envoyFilters: (namespace: string) =>
    `/apis/networking.istio.io/v1alpha3/namespaces/${namespace}/envoyfilters`,
};

/** Of a path, what carries the label of a pool. */
export const ofPool = (path: string, label: string): string =>
  `${path}?labelSelector=fairlead.dev/pool%3D${label}`;

/** What a world is made of. */
export interface ClusterWorldOptions
  extends
    Omit<OverlaySettings, "apiServerUrl">,
    Pick<IstioBedOptions, "auditRules" | "debounce" | "environment"> {
  /** Gives the `http://…` at which the parts of Fairlead are to find the API server. Default: where every pod does. */
  readonly apiServerFor?: ((bed: IstioBed) => Promise<string>) | undefined;
  /** Of `deploy/overlays`. */
  readonly overlay?: string;
}

/** Those that are open. */
export const openWorlds = new Set<ClusterWorld>();

/** Starts a cluster, applies an overlay as a user would, and waits until its parts are ready. */
export async function openClusterWorld({
  apiServerFor,
  auditRules,
  debounce,
  environment,
  overlay = "pod-pools",
  ...settings
}: ClusterWorldOptions): Promise<ClusterWorld> {
  const node = process.execPath;
  const bed = await startIstioBed({
    auditRules,
    debounce,
    environment,
    images: {
      // As the build makes them: one file each, which starts in a third of the time.
      "fairlead-lookup-service": [node, fromRoot("apps/lookup-service/dist/main.mjs")],
      "fairlead-scaler-controller": [node, fromRoot("apps/scaler-controller/dist/main.mjs")],
      "session-server": [node, SESSION_SERVER],
    },
  });
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(formatKubeconfig(bed.endpoint));
  const api = createApiClient(kubeConfig);
  const forwarded = new Map<string, Promise<Gateway>>();
  const get = (path: string): Promise<Anything> => api.request({ method: "GET", path });
  const items = async (path: string): Promise<readonly Anything[]> => (await get(path)).items;

  async function forward(name: string): Promise<Gateway> {
    const pod = await until(`${name} is ready`, async () => {
      const found = (await items(paths.pods(ISTIO_NAMESPACE))).find(({ metadata }) => metadata.name === name);
      return found?.status?.containerStatuses?.[0]?.ready === true ? found : undefined;
    });
    const { host, port } = await bed.network.forward(pod.status.podIP, GATEWAY_PORT);
    return { address: `${host}:${port}` };
  }

  let pools: FollowedPools;
  try {
    await bed.kubectl(["create", "namespace", "games"]);
    const apiServerUrl = await apiServerFor?.(bed);
    const written = await writeOverlay(bed.directory, overlay, { ...settings, apiServerUrl });
    await bed.kubectl(["apply", "-k", written]);
    await Promise.all(["gateway-a", "gateway-b"].map((name) => bed.addGateway(name)));
    await bed.kubectl(["apply", "-f", "-"], JSON.stringify(gatewayObject("games", ["*"])));
    for (const name of ["fairlead-lookup", "fairlead-scaler"]) {
      const rollout = ["rollout", "status", `deployment/${name}`, "--timeout=180s"];
      await bed.kubectl(["-n", FAIRLEAD_NAMESPACE, ...rollout]);
    }
    pools = await followPools(api);
  } catch (error) {
    await bed.stop();
    throw error;
  }

  const world: ClusterWorld = {
    bed,
    api,
    get,
    items,
    pools,
    gateway(name) {
      const known = forwarded.get(name) ?? forward(name);
      forwarded.set(name, known);
      return known;
    },
    async apply(...objects) {
      const list = { apiVersion: "v1", kind: "List", items: objects };
      await bed.kubectl(["apply", "-f", "-"], JSON.stringify(list));
    },
    settled: (namespace, pool, open) =>
      until(`${pool} has ${open} open pods and no others`, () => {
        const told = pools.status(namespace, pool);
        return isSettled(told, open) ? told : undefined;
      }),
    async close() {
      openWorlds.delete(world);
      await pools.close();
      api.close();
      await bed.stop();
    },
  };
  openWorlds.add(world);
  return world;
}
