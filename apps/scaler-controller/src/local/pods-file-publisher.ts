import { writePodsFile } from "@fairlead/local-pods";
import type { PodsFileInput } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { ManagedPod } from "../interfaces/pods.ts";
import { isOpen } from "./gateway-pods.ts";
import type { LocalPodStore } from "./local-pod-store.ts";
import { createSerialTask } from "./serial-task.ts";

/** A pod as the lookup service was told of it. */
export interface PublishedPod {
  readonly routeId: string;
  readonly podId: string | undefined;
  readonly phaseRevision: number;
  readonly state: "open" | "draining" | "unlisted";
  readonly endpoint: string | undefined;
}

/** Tells the lookup service of the pods. */
export interface PodsFilePublisher {
  /** What the file holds, and when it was written. */
  published(): { readonly pods: readonly PublishedPod[]; readonly atMs: number };
  /** Writes the file, if it differs; resolves once it is written. */
  publish(): Promise<void>;
  /** Ends following the pods. */
  close(): void;
}

/** Starting pods are not told of, since nobody may be led there yet; closed ones not any more. */
function publishedPod(pod: ManagedPod): PublishedPod {
  const { endpoint, instance, phase, routeId } = pod;
  const isThere = instance?.state === "running" && endpoint !== undefined && !pod.deleting && phase.opened;
  const state =
    isThere && isOpen(pod) ? "open" : isThere && phase.name === "draining" ? "draining" : "unlisted";
  return { routeId, podId: instance?.podId, phaseRevision: phase.revision, state, endpoint };
}

/** Keeps the pods file of the lookup service in step with the pods. */
export function createPodsFilePublisher(options: {
  readonly path: string;
  readonly pool: string;
  readonly store: LocalPodStore;
  readonly clock: Clock;
  readonly failed?: (error: unknown) => void;
}): PodsFilePublisher {
  const { clock, failed, path, pool, store } = options;
  let current: { readonly pods: readonly PublishedPod[]; readonly atMs: number } = {
    pods: [],
    atMs: Infinity,
  };
  let written = "";
  const task = createSerialTask(async () => {
    const pods = store.current().map(publishedPod);
    const listed = pods.flatMap(({ endpoint, podId, routeId, state }) =>
      state === "unlisted" || podId === undefined || endpoint === undefined
        ? []
        : [{ podId, routeId, endpoint, state }],
    );
    const file: PodsFileInput = { pools: { [pool]: listed } };
    const text = JSON.stringify(file);
    if (text !== written) {
      written = "";
      await writePodsFile(path, file);
      written = text;
    }
    current = { pods, atMs: clock.nowMs() };
  });
  const unwatch = store.watch(() => void task.run().catch((error: unknown) => failed?.(error)));
  return { published: () => current, publish: () => task.run(), close: unwatch };
}
