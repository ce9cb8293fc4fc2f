import type { WorkloadSpec } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { LookupEntry, Workload } from "../interfaces/workload.ts";
import { followLookup } from "../lookup/follow-lookup.ts";
import { fetchLookupView, type LookupPoolView } from "../lookup/lookup-view.ts";
import type { PodHost, PublishedPod, PublishedPods } from "./pod-host.ts";
import { readReport } from "../workload/read-report.ts";

/** What the workload of one host is made of. */
export interface LocalWorkloadOptions {
  /** `http://host:port` of the lookup service. */
  readonly lookupUrl: string;
  readonly pool: string;
  readonly workload: WorkloadSpec;
  readonly host: Pick<PodHost, "published" | "waitingClients">;
  readonly timeoutMs: number;
  readonly snapshotMaxAgeMs: number;
  readonly clock: Clock;
}

/**
 * The service has read a pod's phase when it follows a pods file that holds it, none that was written since
 * the host said what it holds, and shows the state that the phase asks for.
 */
function hasRead(view: LookupPoolView, pod: PublishedPod, { fileRevision }: PublishedPods): boolean {
  return view.revision !== null && pod.fileRevision <= view.revision && view.revision <= fileRevision;
}

function entryOf(
  published: PublishedPod,
  isRead: boolean,
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
    ...(isRead && state === published.state ? { phaseRevision } : {}),
    ...(report === undefined ? {} : { report }),
  };
}

/** Reads the lookup service over HTTP, and pods where they are. */
export function createLocalWorkload(options: LocalWorkloadOptions): Workload {
  const { clock, host, lookupUrl, pool, snapshotMaxAgeMs, timeoutMs, workload } = options;
  return {
    snapshotMaxAgeMs,
    async view() {
      const observedAtMs = clock.nowMs();
      const [view, waitingAtGateway] = await Promise.all([
        fetchLookupView(lookupUrl, pool, timeoutMs),
        host.waitingClients().catch(() => 0),
      ]);
      // Asked after the service, so that what the service has read is not taken for newer than it is.
      const published = await host.published();
      const entries = published.pods.map((pod) =>
        entryOf(pod, hasRead(view, pod, published), view, observedAtMs),
      );
      // A gateway that asks the service for each client makes both count it.
      const waitingClients = Math.max(waitingAtGateway, view.waitingClients);
      return { observedAtMs, entries, waitingClients };
    },
    watch: (changed) => followLookup(lookupUrl, pool, changed),
    read: ({ podId, workloadEndpoint }) =>
      readReport({ podId, endpoint: workloadEndpoint, workload, timeoutMs, clock }),
  };
}
