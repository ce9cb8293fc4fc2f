import { randomUUID } from "node:crypto";
import type { LocalPodEvent } from "@fairlead/local-pods";
import type { ManagedPod, PodCreation } from "../interfaces/pods.ts";

/** A Job that was just created: it has no pod yet. */
export const newJob = ({ phase, routeId, templateHash }: PodCreation, nowMs: number): ManagedPod => ({
  routeId,
  uid: randomUUID(),
  createdAtMs: nowMs,
  templateHash,
  phase,
  deleting: false,
});

/** The Job after something happened to its pod. An event of another pod than its present one is late. */
export function afterPodEvent(job: ManagedPod, event: LocalPodEvent, nowMs: number): ManagedPod {
  const { podId, endpoint } = event.pod;
  if (event.kind === "starting") {
    const instance = { podId, state: "running", ready: false, createdAtMs: nowMs } as const;
    return { ...job, instance, endpoint, workloadEndpoint: endpoint };
  }
  const { instance } = job;
  if (instance?.podId !== podId || event.kind === "output") return job;
  switch (event.kind) {
    case "ready":
      return { ...job, instance: { ...instance, ready: true, readySinceMs: nowMs } };
    case "stopping":
      return { ...job, instance: { ...instance, ready: false } };
    case "ended": {
      const { endpoint: _, workloadEndpoint: __, crashes: ___, ...rest } = job;
      const ended = { ...rest, instance: { ...instance, state: "ended", ready: false } as const };
      return event.reason === "deleted"
        ? ended
        : { ...ended, crashes: { count: event.failures, lastAtMs: nowMs } };
    }
  }
}
