import type { LocalPodEvent, LocalPods } from "@fairlead/local-pods";
import type { FairleadError } from "@fairlead/routing-schema";
import type { Tell } from "../events/cli-event.ts";
import type { FedPod, PodFeed } from "./pod-feed.ts";
import { podEvent } from "./pod-events.ts";
import { startFailure } from "./start-failure.ts";

/** What {@link followPods} needs. */
export interface FollowPodsOptions {
  readonly pods: LocalPods;
  readonly feed: PodFeed;
  readonly tell: Tell;
  /** How many pods are to be open. */
  readonly wanted: number;
  readonly readyTimeoutMs: number;
  /** A pod that fails at the start is no reason to give up. */
  readonly keepGoing: boolean;
}

/** Pods on their way to their clients. */
export interface FollowedPods {
  /** Pods that are routed, and given to clients. */
  readonly open: ReadonlySet<string>;
  /** Resolves when a pod has been open; rejects as `allOpen`. */
  readonly firstOpen: Promise<void>;
  /** Resolves when so many pods as are wanted have been open at once; rejects `pod_not_ready`. */
  readonly allOpen: Promise<void>;
  /** Rejects when the gateway takes the pods no more. */
  readonly failed: Promise<never>;
}

const fedPods = (pods: LocalPods): FedPod[] =>
  pods.jobs().flatMap(({ pod }): FedPod[] => {
    if (pod === undefined || pod.phase === "starting") return [];
    const { podId, routeId, endpoint, phase } = pod;
    return [{ podId, routeId, endpoint, state: phase === "ready" ? "open" : "draining" }];
  });

/** Makes known which pods there are, from now until they end. */
export function followPods(options: FollowPodsOptions): FollowedPods {
  const { feed, keepGoing, pods, readyTimeoutMs, tell, wanted } = options;
  const open = new Set<string>();
  const allOpen = Promise.withResolvers<void>();
  const firstOpen = Promise.withResolvers<void>();
  const failure = Promise.withResolvers<never>();
  allOpen.promise.catch(() => {});
  firstOpen.promise.catch(() => {});
  failure.promise.catch(() => {});

  async function make(known: readonly FedPod[]): Promise<void> {
    await feed.set(known);
    // Much may have happened while the targets took it; what has ended since is not open.
    const present = new Set(fedPods(pods).flatMap(({ podId, state }) => (state === "open" ? podId : [])));
    for (const { podId, endpoint } of known) {
      if (!present.has(podId) || open.has(podId)) continue;
      open.add(podId);
      tell({ event: "pod_open", podId, endpoint });
    }
    if (open.size > 0) firstOpen.resolve();
    if (open.size >= wanted) allOpen.resolve();
  }
  pods.subscribe((event: LocalPodEvent) => {
    tell(podEvent(event));
    if (event.kind === "stopping" || event.kind === "ended") open.delete(event.pod.podId);
    if (event.kind === "ready" || event.kind === "stopping" || event.kind === "ended") {
      make(fedPods(pods)).catch((error: unknown) => failure.reject(error));
    }
    const fault: FairleadError | undefined = keepGoing ? undefined : startFailure(event, readyTimeoutMs);
    if (fault === undefined) return;
    firstOpen.reject(fault);
    allOpen.reject(fault);
  });
  return { open, firstOpen: firstOpen.promise, allOpen: allOpen.promise, failed: failure.promise };
}
