import type { PodReport } from "../interfaces/workload.ts";

/** The newest report of each pod. */
export interface ReportMemory {
  /** Takes a report; one that was sampled earlier than the one held is ignored. */
  take(routeId: string, report: PodReport): void;
  get(routeId: string): PodReport | undefined;
  /** Forgets all pods but these. */
  keep(routeIds: ReadonlySet<string>): void;
}

/**
 * Remembers reports. A pod that the lookup service lists no more has no report there; how long it has been
 * silent counts from the last one that there was.
 */
export function createReportMemory(): ReportMemory {
  const reports = new Map<string, PodReport>();
  return {
    take(routeId, report) {
      const held = reports.get(routeId);
      if (held?.podId === report.podId && held.sampledAtMs >= report.sampledAtMs) return;
      reports.set(routeId, report);
    },
    get: (routeId) => reports.get(routeId),
    keep(routeIds) {
      for (const routeId of reports.keys()) if (!routeIds.has(routeId)) reports.delete(routeId);
    },
  };
}
