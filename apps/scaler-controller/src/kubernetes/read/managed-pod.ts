import {
  ANNOTATION_DELETION_COST,
  ANNOTATION_GUARDED_SINCE,
  ANNOTATION_PROTECTED,
  formatEndpoint,
  LABEL_TEMPLATE_HASH,
} from "@fairlead/routing-schema";
import type { PodInstance } from "@fairlead/pool-scaling";
import type { ManagedPod } from "../../interfaces/pods.ts";
import {
  createdAtMs,
  endedAtMs,
  finishedJob,
  readySinceMs,
  type JobObject,
  type PodObject,
} from "./kubernetes-pod.ts";
import { readPhaseRecord } from "./phase-record.ts";
import { podResources } from "./pod-resources.ts";

/** At which ports a pod serves. */
export interface PodPorts {
  /** Clients. */
  readonly port: number;
  /** The workload report. */
  readonly workloadPort: number;
}

const INT32 = /^-?\d{1,10}$/;

function stateOf({ metadata, status }: PodObject): PodInstance["state"] {
  switch (status?.phase) {
    case "Succeeded":
    case "Failed":
      return "ended";
    case "Running":
      // A node that is lost cannot say whether the processes of its pods run.
      return status.reason === "NodeLost" ? "unknown" : "running";
    case "Unknown":
      return "unknown";
    default:
      // A pod that is deleted before it ran may have been started by its node meanwhile.
      return metadata.deletionTimestamp === undefined ? "pending" : "unknown";
  }
}

/** The pod that a Job runs at present: the newest of those that have not ended, else the newest of all. */
function presentPod(pods: readonly PodObject[]): PodObject | undefined {
  const hasEnded = (pod: PodObject): boolean => stateOf(pod) === "ended";
  return pods.toSorted(
    (one, other) =>
      Number(hasEnded(one)) - Number(hasEnded(other)) ||
      createdAtMs(other.metadata) - createdAtMs(one.metadata) ||
      one.metadata.name.localeCompare(other.metadata.name),
  )[0];
}

function instanceOf(pod: PodObject): PodInstance {
  const since = readySinceMs(pod);
  const node = pod.spec?.nodeName;
  return {
    podId: pod.metadata.name,
    state: stateOf(pod),
    ready: since !== undefined && pod.metadata.deletionTimestamp === undefined,
    ...(since === undefined ? {} : { readySinceMs: since }),
    createdAtMs: createdAtMs(pod.metadata),
    ...(node === undefined ? {} : { node }),
  };
}

/**
 * How often the pods of a Job ended by themselves: whole pods that failed, and containers that restarted. That a Job
 * gave up is none of them: its last pod is counted among those that failed.
 */
function crashesOf(job: JobObject, pods: readonly PodObject[]): ManagedPod["crashes"] {
  const restarts = pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).map(({ restartCount = 0 }) => restartCount),
  );
  const count = (job.status?.failed ?? 0) + restarts.reduce((sum, restarted) => sum + restarted, 0);
  if (count === 0) return undefined;
  const times = pods.flatMap((pod) => endedAtMs(pod) ?? []);
  return { count, lastAtMs: Math.max(createdAtMs(job.metadata), ...times) };
}

/** Reads the user's deletion cost; what is no 32-bit number counts as 0, as it does for Kubernetes. */
function deletionCostOf(pod: PodObject | undefined): number {
  const text = pod?.metadata.annotations?.[ANNOTATION_DELETION_COST] ?? "0";
  const cost = INT32.test(text) ? Number(text) : 0;
  return Math.abs(cost) <= 2_147_483_647 ? cost : 0;
}

/** A Job with its pods, as the planner sees it. `pods` are all pods that the Job owns, in any order. */
export function managedPod(job: JobObject, pods: readonly PodObject[], ports: PodPorts): ManagedPod {
  const { metadata } = job;
  const pod = presentPod(pods);
  const instance = pod === undefined ? undefined : instanceOf(pod);
  const host = instance?.state === "ended" ? undefined : pod?.status?.podIP;
  const guardedSinceMs = Date.parse(metadata.annotations?.[ANNOTATION_GUARDED_SINCE] ?? "");
  const crashes = crashesOf(job, pods);
  const finished = finishedJob(job);
  const isProtected = [metadata, pod?.metadata].some(
    (carrier) => carrier?.annotations?.[ANNOTATION_PROTECTED] === "true",
  );
  return {
    routeId: metadata.name,
    uid: metadata.uid ?? "",
    createdAtMs: createdAtMs(metadata),
    templateHash: metadata.labels?.[LABEL_TEMPLATE_HASH] ?? "",
    phase: readPhaseRecord(metadata),
    deleting: metadata.deletionTimestamp !== undefined,
    ...(instance === undefined ? {} : { instance }),
    ...(finished === undefined ? {} : { finished }),
    ...(crashes === undefined ? {} : { crashes }),
    ...(host === undefined || host === ""
      ? {}
      : {
          endpoint: formatEndpoint({ host, port: ports.port }),
          workloadEndpoint: formatEndpoint({ host, port: ports.workloadPort }),
        }),
    ...(Number.isNaN(guardedSinceMs) ? {} : { guardedSinceMs }),
    ...(isProtected ? { protected: true } : {}),
    deletionCost: deletionCostOf(pod),
    ...(pod === undefined ? {} : { resources: podResources(pod) }),
  };
}
