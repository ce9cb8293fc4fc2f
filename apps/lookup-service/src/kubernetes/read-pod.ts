import {
  ANNOTATION_PHASE_REVISION,
  formatEndpoint,
  LABEL_JOB_NAME,
  LABEL_PHASE,
  parseEndpoint,
  routeIdForJob,
  type ListedPod,
} from "@fairlead/routing-schema";
import type { PodPhase } from "../sources/pod-source.ts";
import type { WatchedPod } from "./watched-objects.ts";

/** A pod of a pool, and what is made of it. */
export interface ReadPod {
  readonly phase: PodPhase;
  /** As it is given out; absent for a pod that is given to nobody. */
  readonly listed?: ListedPod;
}

const ENDED: readonly unknown[] = ["Succeeded", "Failed"];
const REVISION = /^\d{1,15}$/;

/** By the phase that the scaler has written: only what it has opened is given out. */
function stateOf({ metadata }: WatchedPod): Pick<PodPhase, "state" | "unlistedBecause"> {
  const phase = metadata.labels?.[LABEL_PHASE];
  switch (phase) {
    case "open": {
      // Somebody else deletes it: its clients stay until it ends, and no new ones are led to it.
      const isBeingDeleted = metadata.deletionTimestamp !== undefined;
      return { state: isBeingDeleted ? "draining" : "open", unlistedBecause: null };
    }
    case "draining":
      return { state: "draining", unlistedBecause: null };
    case "starting":
    case "closed":
      return { state: "unlisted", unlistedBecause: phase };
    default:
      return { state: "unlisted", unlistedBecause: "unknown_phase" };
  }
}

function endpointOf({ status }: WatchedPod, port: number): string | undefined {
  const endpoint = formatEndpoint({ host: status?.podIP ?? "", port });
  return parseEndpoint(endpoint) === undefined ? undefined : endpoint;
}

/**
 * Reads a pod of a pool.
 *
 * @param port where its clients are served, by its `PodPool`; `undefined` where that could never be read.
 */
export function readPod(pod: WatchedPod, port: number | undefined): ReadPod {
  const { annotations = {}, labels = {}, name } = pod.metadata;
  const revision = annotations[ANNOTATION_PHASE_REVISION] ?? "";
  const identity = {
    podId: name,
    routeId: routeIdForJob(labels[LABEL_JOB_NAME] ?? name),
    phaseRevision: REVISION.test(revision) ? Number(revision) : null,
  };
  const unlisted = (unlistedBecause: PodPhase["unlistedBecause"]): ReadPod => ({
    phase: { ...identity, state: "unlisted", unlistedBecause },
  });

  const { state, unlistedBecause } = stateOf(pod);
  if (state === "unlisted") return unlisted(unlistedBecause);
  if (ENDED.includes(pod.status?.phase)) return unlisted("ended");
  if (port === undefined) return unlisted("no_port");
  const endpoint = endpointOf(pod, port);
  if (endpoint === undefined) return unlisted("no_address");
  const { podId, routeId } = identity;
  return {
    phase: { ...identity, state, unlistedBecause: null },
    listed: { podId, routeId, endpoint, state },
  };
}
