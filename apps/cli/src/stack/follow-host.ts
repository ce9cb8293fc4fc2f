import type { LocalPods } from "@fairlead/local-pods";
import type { LocalPodHost } from "@fairlead/scaler-controller/local-host";
import type { Tell } from "../events/cli-event.ts";
import { podEvent } from "./pod-events.ts";
import { startFailure } from "./start-failure.ts";

/** What {@link followHost} needs. */
export interface FollowHostOptions {
  readonly pods: LocalPods;
  readonly host: LocalPodHost;
  readonly tell: Tell;
  /** How many pods are to be open at the start. */
  readonly wanted: number;
  readonly readyTimeoutMs: number;
  /** A pod that fails at the start is no reason to give up. */
  readonly keepGoing: boolean;
}

/** The start of the pods. */
export interface FollowedHost {
  /** Resolves when a pod has been open, at once when none is wanted; rejects as `allOpen`. */
  readonly firstOpen: Promise<void>;
  /** Resolves when so many pods as are wanted have been open at once; rejects `pod_not_ready`. */
  readonly allOpen: Promise<void>;
}

/** Tells what happens to the pods of a host, from now until they end. */
export function followHost({
  host,
  keepGoing,
  pods,
  readyTimeoutMs,
  tell,
  wanted,
}: FollowHostOptions): FollowedHost {
  let open: ReadonlySet<string> = new Set();
  const allOpen = Promise.withResolvers<void>();
  const firstOpen = Promise.withResolvers<void>();
  allOpen.promise.catch(() => {});
  firstOpen.promise.catch(() => {});

  function look(): void {
    const before = open;
    open = host.openPods();
    for (const { endpoint, instance } of host.current()) {
      if (instance === undefined || endpoint === undefined) continue;
      const { podId } = instance;
      if (open.has(podId) && !before.has(podId)) tell({ event: "pod_open", podId, endpoint });
    }
    if (open.size > 0 || wanted === 0) firstOpen.resolve();
    if (open.size >= wanted) allOpen.resolve();
  }
  host.watch(look);
  pods.subscribe((event) => {
    tell(podEvent(event));
    const fault = keepGoing ? undefined : startFailure(event, readyTimeoutMs);
    if (fault === undefined) return;
    firstOpen.reject(fault);
    allOpen.reject(fault);
  });
  look();
  return { firstOpen: firstOpen.promise, allOpen: allOpen.promise };
}
