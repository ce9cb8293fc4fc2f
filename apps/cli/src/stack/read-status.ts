import type { LocalGateway } from "@fairlead/local-gateway";
import type { LocalJob, LocalPods } from "@fairlead/local-pods";
import type { WorkloadSpec } from "@fairlead/routing-schema";
import type { ScaledPool } from "@fairlead/scaler-controller";
import type { LocalPodHost, ManagedPod } from "@fairlead/scaler-controller/local-host";
import type { LoadCounts, PodStatus, RoutingCounts, ScalingStatus, Status } from "../events/pod-status.ts";
import { isServing } from "./is-serving.ts";
import { readWorkload } from "./read-workload.ts";
import { ROUTING_STATISTICS, routingCounts } from "./routing-counts.ts";
import { readScalerView } from "./scaler-view.ts";

/** What {@link readStatus} looks at. */
export interface StatusSources {
  readonly pods: LocalPods;
  readonly host: LocalPodHost;
  readonly gateway: LocalGateway;
  readonly pool: string;
  readonly lookupUrl: string;
  readonly scalerUrl: string;
  readonly workload: WorkloadSpec;
  readonly load: LoadCounts | null;
}

type UnsharedPod = Omit<PodStatus, "share">;

const NOTHING: RoutingCounts = { routed: {}, unrouted: {} };

async function podStatus(
  job: LocalJob,
  managed: ManagedPod | undefined,
  view: ScaledPool | undefined,
  sources: StatusSources,
): Promise<UnsharedPod[]> {
  const { pod } = job;
  if (pod === undefined) return [];
  const report = pod.phase === "starting" ? undefined : await readWorkload(pod.endpoint, sources.workload);
  const seen = sources.load?.clientsByPod[pod.podId];
  const phase = managed?.phase.name ?? "starting";
  const leaves = pod.phase === "stopping" || report?.draining === true;
  const isOpen = sources.host.openPods().has(pod.podId);
  return [
    {
      podId: pod.podId,
      job: job.jobName,
      endpoint: pod.endpoint,
      state: phase === "open" ? (leaves ? "draining" : isOpen ? "open" : "starting") : phase,
      reports: sources.workload.format === "json" ? report !== undefined : null,
      clients: report?.clients ?? seen ?? null,
      capacity: report?.capacity ?? null,
      why: view?.pods.find(({ routeId }) => routeId === job.jobName)?.why ?? null,
    },
  ];
}

function scalingStatus(view: ScaledPool | undefined, pods: readonly UnsharedPod[]): ScalingStatus {
  const count = (state: PodStatus["state"]): number => pods.filter((pod) => pod.state === state).length;
  return {
    scaler: view === undefined ? "down" : "up",
    // A scaler that has just started wants nothing yet.
    desired: view === undefined || view.observedAtMs === null ? null : view.desiredReplicas,
    min: view?.minReplicas ?? null,
    max: view?.maxReplicas ?? null,
    phases: {
      starting: count("starting"),
      open: count("open"),
      draining: count("draining"),
      closed: count("closed"),
    },
    why: view?.why ?? [],
    decision: view?.decision ?? "",
    conditions: view?.conditions.flatMap(({ status, type }) => (status ? [type] : [])) ?? [],
  };
}

/** Each pod's part of all clients. */
export function withShares(pods: readonly Omit<PodStatus, "share">[]): PodStatus[] {
  const total = pods.reduce((sum, { clients }) => sum + (clients ?? 0), 0);
  return pods.map((pod) => ({
    ...pod,
    share: pod.clients === null ? null : total === 0 ? 0 : pod.clients / total,
  }));
}

/** Looks at pods, gateway, lookup service and scaler once; what does not answer is left out. */
export async function readStatus(sources: StatusSources): Promise<Status> {
  const { gateway, host, load, lookupUrl, pool, scalerUrl } = sources;
  const [view, routing, isUp] = await Promise.all([
    readScalerView(scalerUrl, pool),
    gateway.stats(ROUTING_STATISTICS).then(routingCounts, () => NOTHING),
    isServing(`${lookupUrl}/livez`),
  ]);
  const managed = new Map(host.current().map((pod) => [pod.routeId, pod]));
  const jobs = sources.pods.jobs();
  const pods = await Promise.all(jobs.map((job) => podStatus(job, managed.get(job.jobName), view, sources)));
  return {
    lookup: isUp ? "up" : "down",
    scaling: scalingStatus(view, pods.flat()),
    pods: withShares(pods.flat()),
    routing,
    load,
  };
}
