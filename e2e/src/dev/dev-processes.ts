import type { KnownEvent } from "./dev-event.ts";

/** A part of Fairlead that runs as one process. */
export type PartName = "envoy" | "lookup" | "scaler";

/** A pod whose process runs. */
export interface PodProcess {
  readonly podId: string;
  readonly job: string;
  readonly pid: number;
  /** `starting` until it is open; `stopping` once it was told to stop. */
  readonly state: "starting" | "open" | "stopping";
}

/** The processes of a run, as its events tell of them. */
export interface DevProcesses {
  take(event: KnownEvent): void;
  /** The newest process of a part. */
  pidOf(part: PartName): number | undefined;
  pods(): readonly PodProcess[];
  /** All that were ever told of. */
  everyPid(): readonly number[];
}

/** Keeps the processes of a run. */
export function createDevProcesses(): DevProcesses {
  const parts = new Map<PartName, number>();
  const pods = new Map<string, PodProcess>();
  const every = new Set<number>();
  const note = (part: PartName, pid: number): void => {
    parts.set(part, pid);
    every.add(pid);
  };
  const change = (podId: string, state: PodProcess["state"]): void => {
    const pod = pods.get(podId);
    if (pod !== undefined && pod.state !== "stopping") pods.set(podId, { ...pod, state });
  };
  return {
    take(event) {
      switch (event.event) {
        case "addresses":
          note("envoy", event.envoyPid);
          break;
        case "gateway_started":
          note("envoy", event.pid);
          break;
        case "lookup_started":
          note("lookup", event.pid);
          break;
        case "scaler_started":
          note("scaler", event.pid);
          break;
        case "pod_starting":
          every.add(event.pid);
          pods.set(event.podId, { podId: event.podId, job: event.job, pid: event.pid, state: "starting" });
          break;
        case "pod_open":
          change(event.podId, "open");
          break;
        case "pod_stopping":
          change(event.podId, "stopping");
          break;
        case "pod_ended":
          pods.delete(event.podId);
          break;
        default:
      }
    },
    pidOf: (part) => parts.get(part),
    pods: () => [...pods.values()],
    everyPid: () => [...every],
  };
}
