import type { WorkloadReport } from "@fairlead/routing-schema";

/** What a closed pod pushed last. */
export interface ClosedReport extends Pick<WorkloadReport, "clients" | "capacity" | "draining"> {
  readonly sampledAtMs: number;
}

/** Reports of pods that are closed: given to nobody, and yet a client may be there that came in the last moment. */
export interface ClosedReports {
  /** Makes these the closed pods, and forgets what all others pushed. */
  setPods(podIds: readonly string[]): void;
  /** False when it is older than the one held, or of no closed pod. */
  report(podId: string, report: Omit<ClosedReport, "sampledAtMs">, sampledAtMs: number): boolean;
  /** `undefined`: the pod is not closed, or has pushed nothing since. */
  get(podId: string): ClosedReport | undefined;
  has(podId: string): boolean;
}

/** Remembers the newest report of each. */
export function createClosedReports(): ClosedReports {
  let reports = new Map<string, ClosedReport | undefined>();
  return {
    setPods(podIds) {
      reports = new Map(podIds.map((podId) => [podId, reports.get(podId)]));
    },
    report(podId, { capacity, clients, draining }, sampledAtMs) {
      if (!reports.has(podId) || sampledAtMs < (reports.get(podId)?.sampledAtMs ?? -Infinity)) return false;
      reports.set(podId, { clients, capacity, draining, sampledAtMs });
      return true;
    },
    get: (podId) => reports.get(podId),
    has: (podId) => reports.has(podId),
  };
}
