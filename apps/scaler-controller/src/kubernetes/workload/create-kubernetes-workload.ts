import { FairleadError, type WorkloadSpec } from "@fairlead/routing-schema";
import type { Clock } from "../../interfaces/clock.ts";
import type { PodReport, Workload } from "../../interfaces/workload.ts";
import { closedReports } from "../../lookup/closed-reports.ts";
import { followLookup } from "../../lookup/follow-lookup.ts";
import { fetchLookupView, type LookupPoolView } from "../../lookup/lookup-view.ts";
import { readReport } from "../../workload/read-report.ts";
import type { LookupReplicas } from "./lookup-replicas.ts";
import { mergeViews, newer } from "./merge-views.ts";

/** What the workload of a pool is made of. */
export interface KubernetesWorkloadOptions {
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly replicas: Pick<LookupReplicas, "current" | "watch">;
  readonly workload: () => WorkloadSpec;
  readonly timeoutMs: number;
  readonly snapshotMaxAgeMs: number;
  readonly clock: Clock;
}

/** Follows the events of all replicas, as they come and go. */
function followAll(replicas: Pick<LookupReplicas, "current" | "watch">, pool: string, changed: () => void) {
  const followed = new Map<string, () => void>();
  function keepUp(): void {
    const present = new Set(replicas.current());
    for (const [url, end] of followed) {
      if (present.has(url)) continue;
      end();
      followed.delete(url);
    }
    for (const url of present) if (!followed.has(url)) followed.set(url, followLookup(url, pool, changed));
  }
  keepUp();
  const unwatch = replicas.watch(() => {
    keepUp();
    changed();
  });
  return () => {
    unwatch();
    for (const end of followed.values()) end();
  };
}

/** What the replicas answered. */
interface Asked {
  readonly views: readonly LookupPoolView[];
  /** Replicas that did not answer. */
  readonly missing: number;
  readonly askedAtMs: number;
}

/** Asks every replica of the lookup service, and pods where they are. */
export function createKubernetesWorkload(options: KubernetesWorkloadOptions): Workload {
  const { clock, pool, replicas, snapshotMaxAgeMs, timeoutMs, workload } = options;

  async function askAll(): Promise<Asked> {
    const askedAtMs = clock.nowMs();
    const urls = replicas.current();
    const answers = await Promise.allSettled(urls.map((url) => fetchLookupView(url, pool, timeoutMs)));
    const views = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
    if (views.length > 0) return { views, missing: urls.length - views.length, askedAtMs };
    const [refused] = answers.filter((answer) => answer.status === "rejected");
    if (refused !== undefined) throw refused.reason;
    const message = "No replica of the lookup service is ready to be asked.";
    throw new FairleadError("lookup_service_unreachable", message);
  }

  /** What a pod pushed last: any replica may have it. */
  async function readPushed(podId: string): Promise<PodReport> {
    const { askedAtMs, views } = await askAll();
    const report = closedReports(views, askedAtMs)
      .filter((candidate) => candidate.podId === podId)
      .reduce<PodReport | undefined>(newer, undefined);
    if (report !== undefined) return report;
    const message = `The pod ${podId} gives no report: it has pushed none to the lookup service since it is closed.`;
    throw new FairleadError("workload_unreadable", message, { details: { podId } });
  }

  return {
    snapshotMaxAgeMs,
    async view() {
      const { askedAtMs, missing, views } = await askAll();
      return mergeViews(views, missing, askedAtMs);
    },
    watch: (changed) => followAll(replicas, pool, changed),
    read: ({ podId, workloadEndpoint }) =>
      workload().format === "push"
        ? readPushed(podId)
        : readReport({ podId, endpoint: workloadEndpoint, workload: workload(), timeoutMs, clock }),
  };
}
