import {
  createApiClient,
  createResourceClient,
  isNotFound,
  listAll,
  resourceType,
  type ApiObject,
} from "@fairlead/controller-kit";
import { FairleadError, POD_POOL_GROUP, POD_POOL_KIND, POD_POOL_VERSION } from "@fairlead/routing-schema";
import type { ClusterFlags } from "../inspect/cluster-flags.ts";
import { podPoolView, type PodPoolView } from "../inspect/pod-pool-view.ts";
import type { ClusterSource } from "../inspect/source.ts";
import { askScaler, type ScalerOutcome } from "./ask-scaler.ts";
import { clusterError, kindMissing } from "./cluster-error.ts";
import { loadCluster, type ClusterSurroundings } from "./load-cluster.ts";

/** A cluster that is looked into. All methods throw `FairleadError`. */
export interface Cluster {
  readonly source: ClusterSource;
  /** Where pools are that are named without one. */
  readonly namespace: string;
  /** The pools of a namespace, or of all. */
  list(namespace: string | undefined): Promise<readonly PodPoolView[]>;
  /** @throws FairleadError `unknown_pool`, which names those that there are. */
  get(namespace: string, name: string): Promise<PodPoolView>;
  /** Asks the scaler that leads, at its own pod. Never rejects. */
  askScaler(pool: string): Promise<ScalerOutcome>;
  close(): void;
}

const podPools = resourceType({
  apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
  kind: POD_POOL_KIND,
  plural: "podpools",
});

/** A person waits. */
const TIMEOUT_MS = 10_000;

/**
 * Opens the cluster that the flags and the kubeconfig name; nothing is asked yet.
 *
 * @throws FairleadError `cluster_unknown`
 */
export async function openCluster(flags: ClusterFlags, surroundings: ClusterSurroundings): Promise<Cluster> {
  const loaded = await loadCluster(flags, surroundings);
  const { context, kubeConfig, server } = loaded;
  const source: ClusterSource = { kind: "cluster", context, server };
  const client = createApiClient(kubeConfig, { timeoutMs: TIMEOUT_MS, retries: 1 });
  const objects = createResourceClient(client, podPools);

  async function list(namespace: string | undefined): Promise<readonly PodPoolView[]> {
    let items: readonly ApiObject[];
    try {
      ({ items } = await listAll(objects, { namespace }));
    } catch (error) {
      // A list is answered with 404 only where the kind is not known.
      throw isNotFound(error) ? kindMissing(server, error) : clusterError(error);
    }
    return items.map((item) => podPoolView(item, source));
  }

  async function unknownPool(namespace: string, name: string, cause: unknown): Promise<FairleadError> {
    const pools = await list(namespace);
    const choice =
      pools.length === 0
        ? `There is none in the namespace ${namespace}; --all-namespaces shows those of all.`
        : `There is: ${pools.map(({ pool }) => pool).join(", ")}.`;
    return new FairleadError("unknown_pool", `There is no PodPool ${namespace}/${name}. ${choice}`, {
      cause,
    });
  }

  return {
    source,
    namespace: flags.namespace ?? loaded.namespace,
    list,
    async get(namespace, name) {
      try {
        return podPoolView(await objects.get({ namespace, name }), source);
      } catch (error) {
        throw isNotFound(error) ? await unknownPool(namespace, name, error) : clusterError(error);
      }
    },
    askScaler: (pool) => askScaler(kubeConfig, client, pool),
    close: () => client.close(),
  };
}
