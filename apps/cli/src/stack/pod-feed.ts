/** A pod, as gateway and lookup service are told of it. */
export interface FedPod {
  readonly podId: string;
  readonly routeId: string;
  readonly endpoint: string;
  readonly state: "open" | "draining";
}

/** Where pods are made known. */
export interface PodFeedTargets {
  /** Tells the gateway; resolves when it routes by them. */
  readonly route: (pods: readonly FedPod[]) => Promise<void>;
  /** Tells the lookup service. */
  readonly list: (pods: readonly FedPod[]) => Promise<void>;
}

/** Keeps gateway and lookup service in step with the pods. */
export interface PodFeed {
  /**
   * Makes these the pods. Resolves when both know it; calls that come meanwhile are taken together.
   *
   * @throws whatever a target throws; the feed takes no more then.
   */
  set(pods: readonly FedPod[]): Promise<void>;
}

const same = (left: readonly FedPod[], right: readonly FedPod[]): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

/**
 * Makes a feed. A pod is given to clients only after the gateway has its route, and keeps its route
 * until it is no longer given to clients.
 */
export function createPodFeed({ route, list }: PodFeedTargets): PodFeed {
  let listed: readonly FedPod[] = [];
  let wanted: readonly FedPod[] = [];
  let queue = Promise.resolve();

  async function apply(): Promise<void> {
    const pods = wanted;
    const byId = new Map(pods.map((pod) => [pod.podId, pod]));
    const remaining = listed.flatMap(({ podId }) => byId.get(podId) ?? []);
    if (!same(remaining, listed)) {
      await list(remaining);
      listed = remaining;
    }
    await route(pods);
    if (!same(pods, listed)) {
      await list(pods);
      listed = pods;
    }
  }

  return {
    set(pods) {
      wanted = pods;
      queue = queue.then(async () => {
        if (!same(wanted, listed)) await apply();
      });
      return queue;
    },
  };
}
