import type { LookupEntry, PodReport, WorkloadView } from "../../interfaces/workload.ts";
import { closedReports } from "../../lookup/closed-reports.ts";
import type { LookupPoolView } from "../../lookup/lookup-view.ts";

type Phase = NonNullable<LookupPoolView["phases"]>["pods"][number];

/** The more clients a state lets in, the larger. */
const OPENNESS = { unlisted: 0, draining: 1, open: 2 } as const;

const mostOpen = (phases: readonly Phase[]): LookupEntry["state"] =>
  phases.reduce<LookupEntry["state"]>(
    (most, { state }) => (OPENNESS[state] > OPENNESS[most] ? state : most),
    "unlisted",
  );

/** The revision that all have read; `undefined` where they differ, or one has none. */
function commonRevision(phases: readonly Phase[]): number | undefined {
  const first = phases[0]?.phaseRevision ?? undefined;
  return phases.every(({ phaseRevision }) => phaseRevision === first) ? first : undefined;
}

/** The one that was sampled later. */
export const newer = (one: PodReport | undefined, other: PodReport): PodReport =>
  one === undefined || other.sampledAtMs > one.sampledAtMs ? other : one;

/** What pods that are given out last reported. */
const listedReports = (views: readonly LookupPoolView[], askedAtMs: number): readonly PodReport[] =>
  views
    .flatMap(({ pods }) => pods)
    .flatMap(({ ageMs, capacity, clients, podId, state, status }) => {
      if (clients === null || ageMs === null) return [];
      const draining = state === "open" && status === "draining";
      return [{ podId, clients, capacity, sampledAtMs: askedAtMs - ageMs, draining }];
    });

function reportsOf(views: readonly LookupPoolView[], askedAtMs: number): ReadonlyMap<string, PodReport> {
  const reports = new Map<string, PodReport>();
  for (const report of [...listedReports(views, askedAtMs), ...closedReports(views, askedAtMs)]) {
    reports.set(report.podId, newer(reports.get(report.podId), report));
  }
  return reports;
}

/**
 * What several replicas of the lookup service say, as one. A pod is given out as far as any of them gives it out, and
 * its phase has been read once all of them have read the same: until then one may still lead clients there.
 *
 * @param missing replicas that did not answer: what they have read is unknown
 */
export function mergeViews(
  views: readonly LookupPoolView[],
  missing: number,
  askedAtMs: number,
): WorkloadView {
  const reports = reportsOf(views, askedAtMs);
  const perReplica = views.map(({ phases }) => Map.groupBy(phases?.pods ?? [], ({ routeId }) => routeId));
  const routeIds = new Set(perReplica.flatMap((byRoute) => [...byRoute.keys()]));
  const entries = [...routeIds].map((routeId): LookupEntry => {
    const read = perReplica.map((byRoute) => byRoute.get(routeId) ?? []);
    const phases = read.flat();
    const isReadByAll = missing === 0 && read.every((own) => own.length > 0);
    const phaseRevision = isReadByAll ? commonRevision(phases) : undefined;
    const report = phases
      .flatMap(({ podId }) => reports.get(podId) ?? [])
      .reduce<PodReport | undefined>(newer, undefined);
    return {
      routeId,
      state: mostOpen(phases),
      ...(phaseRevision === undefined ? {} : { phaseRevision }),
      ...(report === undefined ? {} : { report }),
    };
  });
  return {
    observedAtMs: askedAtMs,
    entries,
    waitingClients: views.reduce((sum, view) => sum + view.waitingClients, 0),
  };
}
