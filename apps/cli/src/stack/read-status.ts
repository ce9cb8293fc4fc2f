import type { LocalGateway } from "@fairlead/local-gateway";
import type { LocalJob } from "@fairlead/local-pods";
import type { LoadCounts, PodStatus, RoutingCounts, Status } from "../events/pod-status.ts";
import { readWorkload } from "./read-workload.ts";
import { ROUTING_STATISTICS, routingCounts } from "./routing-counts.ts";
import type { StackConfiguration } from "./stack-configuration.ts";

/** What {@link readStatus} looks at. */
export interface StatusSources {
  readonly jobs: readonly LocalJob[];
  /** Pods that are routed and listed. */
  readonly open: ReadonlySet<string>;
  readonly gateway: LocalGateway;
  readonly isLookupUp: () => Promise<boolean>;
  readonly workload: StackConfiguration["lookup"]["workload"];
  readonly load: LoadCounts | null;
}

const NOTHING: RoutingCounts = { routed: {}, unrouted: {} };

async function podStatus(job: LocalJob, sources: StatusSources): Promise<Omit<PodStatus, "share">[]> {
  const { pod } = job;
  if (pod === undefined) return [];
  const report = pod.phase === "starting" ? undefined : await readWorkload(pod.endpoint, sources.workload);
  const seen = sources.load?.clientsByPod[pod.podId];
  const isOpen = pod.phase === "ready" && sources.open.has(pod.podId);
  return [
    {
      podId: pod.podId,
      endpoint: pod.endpoint,
      state:
        pod.phase === "stopping" || report?.draining === true ? "draining" : isOpen ? "open" : "starting",
      reports: sources.workload.format === "json" ? report !== undefined : null,
      clients: report?.clients ?? seen ?? null,
      capacity: report?.capacity ?? null,
    },
  ];
}

/** Each pod's part of all clients. */
export function withShares(pods: readonly Omit<PodStatus, "share">[]): PodStatus[] {
  const total = pods.reduce((sum, { clients }) => sum + (clients ?? 0), 0);
  return pods.map((pod) => ({
    ...pod,
    share: pod.clients === null ? null : total === 0 ? 0 : pod.clients / total,
  }));
}

/** Looks at pods, gateway and lookup service once; what does not answer is left out. */
export async function readStatus(sources: StatusSources): Promise<Status> {
  const [pods, routing, isUp] = await Promise.all([
    Promise.all(sources.jobs.map((job) => podStatus(job, sources))),
    sources.gateway.stats(ROUTING_STATISTICS).then(routingCounts, () => NOTHING),
    sources.isLookupUp(),
  ]);
  return { lookup: isUp ? "up" : "down", pods: withShares(pods.flat()), routing, load: sources.load };
}
