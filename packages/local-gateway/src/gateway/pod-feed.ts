import type { ConfigurationFeed } from "./configuration-feed.ts";
import type { LocalPod } from "./local-pod.ts";
import type { Resources } from "./resources.ts";

/** Brings changes of the pods to Envoy, in an order that fails no request. */
export interface PodFeed {
  /** Replaces the pods. */
  apply(pods: readonly LocalPod[]): Promise<void>;
  /** Takes away the clusters of pods that were removed at least a grace period ago. */
  removeLeftClusters(): Promise<void>;
  /** Whether {@link PodFeed.removeLeftClusters} will have something to do. */
  hasLeftClusters(): boolean;
}

/** Longer than the filter may wait for the lookup service: such a request still uses the routes of its arrival. */
export const REMOVED_CLUSTER_GRACE_MS = 60_000;

/** Feeds pods. Clusters come before the routes that lead to them, and stay a while after those are gone. */
export function createPodFeed(parts: {
  readonly resources: Resources;
  readonly feed: ConfigurationFeed;
  readonly pods: readonly LocalPod[];
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}): PodFeed {
  const { feed, now, resources } = parts;
  let current = parts.pods;
  let left: { readonly pod: LocalPod; readonly since: number }[] = [];

  const notExpired = ({ since }: { readonly since: number }): boolean =>
    now() - since < REMOVED_CLUSTER_GRACE_MS;
  const applyClusters = async (pods: readonly LocalPod[], leaving: typeof left): Promise<void> => {
    await feed.apply("clusters", resources.clusters([...pods, ...leaving.map(({ pod }) => pod)]));
    left = leaving;
  };
  return {
    async apply(pods) {
      const routeIds = new Set(pods.map((pod) => pod.routeId));
      const removed = current.filter((pod) => !routeIds.has(pod.routeId));
      if (resources.mode === "routes") {
        await applyClusters(pods, [
          ...left.filter(notExpired).filter(({ pod }) => !routeIds.has(pod.routeId)),
          ...removed.map((pod) => ({ pod, since: now() })),
        ]);
      }
      current = pods;
      await feed.apply("endpoints", resources.endpoints(pods));
      await feed.apply("routes", resources.routes(pods));
    },
    async removeLeftClusters() {
      await applyClusters(current, left.filter(notExpired));
    },
    hasLeftClusters: () => left.length > 0,
  };
}
