import { writePodsFile } from "@fairlead/local-pods";
import type { PodsFileInput } from "@fairlead/routing-schema";
import type { ManagedPod } from "../interfaces/pods.ts";
import { isOpen } from "./gateway-pods.ts";
import type { LocalPodStore } from "./local-pod-store.ts";
import type { PublishedPod, PublishedPods } from "./pod-host.ts";
import { createSerialTask } from "./serial-task.ts";
import { createWatchers } from "./watchers.ts";

/** Tells the lookup service of the pods. */
export interface PodsFilePublisher {
  /** What the file holds. */
  published(): PublishedPods;
  /** Writes the file, if it differs; resolves once it is written. */
  publish(): Promise<void>;
  /** Calls `changed` once the file was written; the function that is returned ends that. */
  watch(changed: () => void): () => void;
  /** Ends following the pods. */
  close(): void;
}

/** Starting pods are not told of, since nobody may be led there yet; closed ones not any more. */
function stateOf(pod: ManagedPod): PublishedPod["state"] {
  const { endpoint, instance, phase } = pod;
  if (instance?.state !== "running" || endpoint === undefined || pod.deleting || !phase.opened) {
    return "unlisted";
  }
  if (isOpen(pod)) return "open";
  return phase.name === "draining" ? "draining" : "unlisted";
}

const listedPods = (pods: readonly ManagedPod[]): PodsFileInput["pools"][string] =>
  pods.flatMap((pod) => {
    const { endpoint, instance, routeId } = pod;
    const state = stateOf(pod);
    if (state === "unlisted" || instance === undefined || endpoint === undefined) return [];
    return [{ podId: instance.podId, routeId, endpoint, state }];
  });

/**
 * Keeps the pods file of the lookup service in step with the pods. Each content has a revision, which the
 * service tells back; so it is known for certain which phase of a pod the service has read.
 */
export function createPodsFilePublisher(options: {
  readonly path: string;
  readonly pool: string;
  readonly store: LocalPodStore;
  readonly failed?: (error: unknown) => void;
}): PodsFilePublisher {
  const { failed, path, pool, store } = options;
  const watchers = createWatchers();
  let current: PublishedPods = { fileRevision: 0, pods: [] };
  let written = "";

  function toPublished(pod: ManagedPod, fileRevision: number): PublishedPod {
    const { instance, phase, routeId } = pod;
    const now = { routeId, podId: instance?.podId, phaseRevision: phase.revision, state: stateOf(pod) };
    const before = current.pods.find((known) => known.routeId === routeId);
    const isSame =
      before?.podId === now.podId &&
      before?.phaseRevision === now.phaseRevision &&
      before.state === now.state;
    return { ...now, fileRevision: isSame ? before.fileRevision : fileRevision };
  }

  const task = createSerialTask(async () => {
    const pods = store.current();
    const listed = listedPods(pods);
    const text = JSON.stringify(listed);
    const isWritten = text === written;
    const fileRevision = isWritten ? current.fileRevision : current.fileRevision + 1;
    if (!isWritten) {
      written = "";
      await writePodsFile(path, { revision: fileRevision, pools: { [pool]: listed } });
      written = text;
    }
    current = { fileRevision, pods: pods.map((pod) => toPublished(pod, fileRevision)) };
    watchers.tell();
  });
  const unwatch = store.watch(() => void task.run().catch((error: unknown) => failed?.(error)));
  return {
    published: () => current,
    publish: () => task.run(),
    watch: watchers.watch,
    close: unwatch,
  };
}
