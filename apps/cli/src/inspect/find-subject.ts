import { FairleadError } from "@fairlead/routing-schema";
import type { Cluster } from "../cluster/open-cluster.ts";
import type { ExplainOptions } from "./explain-options.ts";
import { unlistedPods, type PodPoolView } from "./pod-pool-view.ts";
import { poolPlace } from "./pool-place.ts";

/** What is to be explained: a pool, or one of its pods. */
export interface Subject {
  readonly view: PodPoolView;
  /** Pod id or route id. */
  readonly pod?: string | undefined;
}

/** Whether a pod is the one with this pod id or route id. */
export const isNamed = (
  { podId, routeId }: { podId: string | null; routeId: string },
  name: string,
): boolean => podId === name || routeId === name;

const listOf = (pools: readonly PodPoolView[]): string => pools.map(({ pool }) => pool).join(", ");

/** The pools among which the subject is. */
async function candidates(
  cluster: Cluster,
  { allNamespaces, pool }: ExplainOptions,
): Promise<readonly PodPoolView[]> {
  if (pool === undefined) return cluster.list(allNamespaces === true ? undefined : cluster.namespace);
  const place = poolPlace(pool, cluster.namespace);
  return [await cluster.get(place.namespace, place.name)];
}

/**
 * Finds the pool or pod of a cluster that is meant.
 *
 * @throws FairleadError `unknown_pool`, `usage_invalid`, which name what there is; those of the API server.
 */
export async function findSubject(cluster: Cluster, options: ExplainOptions): Promise<Subject> {
  const { subject } = options;
  if (subject?.includes("/") === true) {
    const place = poolPlace(subject, cluster.namespace);
    return { view: await cluster.get(place.namespace, place.name) };
  }
  const pools = await candidates(cluster, options);
  const [only, ...others] = pools;
  if (only === undefined) {
    throw new FairleadError(
      "unknown_pool",
      options.allNamespaces === true
        ? "There is no PodPool in this cluster."
        : `There is no PodPool in the namespace ${cluster.namespace}. Name another one with --namespace NAME, or all with --all-namespaces.`,
    );
  }
  if (subject === undefined) {
    if (others.length === 0) return { view: only };
    throw new FairleadError(
      "usage_invalid",
      `There are several pools: ${listOf(pools)}. Say which one: fairlead explain POOL.`,
    );
  }
  const called = options.pool === undefined ? pools.filter(({ pool }) => pool.endsWith(`/${subject}`)) : [];
  const owners = pools.filter(({ pods }) => pods.some((pod) => isNamed(pod, subject)));
  const [found, ...more] = called.length > 0 ? called : owners;
  if (more.length > 0) {
    throw new FairleadError(
      "usage_invalid",
      `${subject} is in several places: ${listOf([found, ...more].filter((one) => one !== undefined))}. Add --in POOL, or --namespace NAME.`,
    );
  }
  if (found !== undefined) return called.length > 0 ? { view: found } : { view: found, pod: subject };
  // The status lists some of the pods only; the scaler knows all.
  const incomplete = pools.filter((view) => unlistedPods(view) > 0);
  if (incomplete.length === 1 && incomplete[0] !== undefined) return { view: incomplete[0], pod: subject };
  const pods = pools.flatMap((view) => view.pods.map(({ podId, routeId }) => podId ?? routeId)).join(", ");
  throw new FairleadError(
    "usage_invalid",
    `There is no pool and no pod ${subject}. Pools: ${listOf(pools)}. Their pods: ${pods || "none"}.`,
  );
}
