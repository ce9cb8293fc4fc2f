import { routeIdForJob, type ListedPod } from "@fairlead/routing-schema";

/** What the service holds of a pod beside its load. */
export interface PoolPod {
  readonly podId: string;
  /** `null` where the pool does not route by route id. */
  readonly routeId: string | null;
  /** `ip:port`; `null` where the pool does not route by endpoint. */
  readonly endpoint: string | null;
  /** Where the workload report is read. */
  readonly workloadEndpoint: string;
  /** As the source says. */
  readonly state: "open" | "draining";
}

/** Which of route id and endpoint an answer carries. */
export type RoutingMode = "subset" | "override-host" | "both";

/** A listed pod in the form that answers are made of. */
export function toPoolPod(pod: ListedPod, mode: RoutingMode): PoolPod {
  return {
    podId: pod.podId,
    routeId: mode === "override-host" ? null : (pod.routeId ?? routeIdForJob(pod.podId)),
    endpoint: mode === "subset" ? null : pod.endpoint,
    workloadEndpoint: pod.workloadEndpoint ?? pod.endpoint,
    state: pod.state,
  };
}
