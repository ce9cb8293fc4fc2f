import {
  formatEndpoint,
  parseEndpoint,
  routeIdForJob,
  type ListedPod,
  type LookupPool,
} from "@fairlead/routing-schema";

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

/** Where the workload is read: `workload.port` replaces the port that is listed. */
function workloadEndpoint(pod: ListedPod, { workload }: LookupPool): string {
  const listed = pod.workloadEndpoint ?? pod.endpoint;
  const port = workload.format === "push" ? undefined : workload.port;
  const host = parseEndpoint(listed)?.host;
  return port === undefined || host === undefined ? listed : formatEndpoint({ host, port });
}

/** A listed pod in the form that answers are made of. */
export function toPoolPod(pod: ListedPod, settings: LookupPool): PoolPod {
  const { mode } = settings.routing;
  return {
    podId: pod.podId,
    routeId: mode === "override-host" ? null : (pod.routeId ?? routeIdForJob(pod.podId)),
    endpoint: mode === "subset" ? null : pod.endpoint,
    workloadEndpoint: workloadEndpoint(pod, settings),
    state: pod.state,
  };
}
