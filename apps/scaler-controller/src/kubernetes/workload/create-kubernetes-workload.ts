import { FairleadError, type WorkloadSpec } from "@fairlead/routing-schema";
import type { Clock } from "../../interfaces/clock.ts";
import type { Workload } from "../../interfaces/workload.ts";
import { followLookup } from "../../lookup/follow-lookup.ts";
import { fetchLookupView } from "../../lookup/lookup-view.ts";
import { readReport } from "../../workload/read-report.ts";
import type { LookupReplicas } from "./lookup-replicas.ts";
import { mergeViews } from "./merge-views.ts";

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

/** Asks every replica of the lookup service, and pods where they are. */
export function createKubernetesWorkload(options: KubernetesWorkloadOptions): Workload {
  const { clock, pool, replicas, snapshotMaxAgeMs, timeoutMs, workload } = options;
  return {
    snapshotMaxAgeMs,
    async view() {
      const askedAtMs = clock.nowMs();
      const urls = replicas.current();
      const answers = await Promise.allSettled(urls.map((url) => fetchLookupView(url, pool, timeoutMs)));
      const views = answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
      if (views.length > 0) return mergeViews(views, urls.length - views.length, askedAtMs);
      const [refused] = answers.filter((answer) => answer.status === "rejected");
      if (refused !== undefined) throw refused.reason;
      const message = "No replica of the lookup service is ready to be asked.";
      throw new FairleadError("lookup_service_unreachable", message);
    },
    watch: (changed) => followAll(replicas, pool, changed),
    read: ({ podId, workloadEndpoint }) =>
      readReport({ podId, endpoint: workloadEndpoint, workload: workload(), timeoutMs, clock }),
  };
}
