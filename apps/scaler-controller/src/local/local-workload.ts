import type { WorkloadSpec } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { LookupEntry, Workload } from "../interfaces/workload.ts";
import { fetchLookupView, type LookupPoolView } from "./lookup-view.ts";
import type { PodsFilePublisher, PublishedPod } from "./pods-file-publisher.ts";
import { readReport } from "./read-report.ts";

/** What the workload of one host is made of. */
export interface LocalWorkloadOptions {
  /** `http://host:port` of the lookup service. */
  readonly lookupUrl: string;
  readonly pool: string;
  readonly workload: WorkloadSpec;
  readonly publisher: PodsFilePublisher;
  readonly timeoutMs: number;
  readonly snapshotMaxAgeMs: number;
  readonly clock: Clock;
  /** Clients that found no pod of late. Default: none are known of. */
  readonly waitingClients?: () => Promise<number>;
}

/**
 * The service has read a pod's phase when it was asked after the file with that phase was written, and
 * shows the state that the phase asks for.
 */
function entryOf(
  published: PublishedPod,
  isCurrent: boolean,
  view: LookupPoolView,
  askedAtMs: number,
): LookupEntry {
  const { phaseRevision, podId, routeId } = published;
  const shown = view.pods.find((pod) => pod.podId === podId);
  const state = shown?.state ?? "unlisted";
  const report =
    shown === undefined || shown.clients === null || shown.ageMs === null
      ? undefined
      : {
          podId: shown.podId,
          clients: shown.clients,
          capacity: shown.capacity,
          sampledAtMs: askedAtMs - shown.ageMs,
          draining: shown.state === "open" && shown.status === "draining",
        };
  return {
    routeId,
    state,
    ...(isCurrent && state === published.state ? { phaseRevision } : {}),
    ...(report === undefined ? {} : { report }),
  };
}

/** Reads the lookup service over HTTP, and pods where they are. */
export function createLocalWorkload(options: LocalWorkloadOptions): Workload {
  const { clock, lookupUrl, pool, publisher, snapshotMaxAgeMs, timeoutMs, workload } = options;
  return {
    snapshotMaxAgeMs,
    async view() {
      const observedAtMs = clock.nowMs();
      const { atMs, pods } = publisher.published();
      const [view, waitingClients] = await Promise.all([
        fetchLookupView(lookupUrl, pool, timeoutMs),
        options.waitingClients?.().catch(() => 0) ?? 0,
      ]);
      const entries = pods.map((published) => entryOf(published, atMs <= observedAtMs, view, observedAtMs));
      return { observedAtMs, entries, waitingClients };
    },
    read: ({ podId, workloadEndpoint }) =>
      readReport({ podId, endpoint: workloadEndpoint, workload, timeoutMs, clock }),
  };
}
