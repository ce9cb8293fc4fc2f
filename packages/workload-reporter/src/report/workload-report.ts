/**
 * What a pod says of itself. Satisfies `workloadReportSchema` of `@fairlead/routing-schema`, which
 * the tests hold against it; written out so that applications need no schema library.
 */
export interface WorkloadReport {
  /** The reporting pod; absent: the pod that was asked. */
  podId?: string;
  /** Connected clients. */
  clients: number;
  /** Clients the pod takes; null for no limit. */
  capacity: number | null;
  /** The pod asks for no new clients. */
  draining: boolean;
}

/** Most clients a report may state; the contract rejects more. */
export const REPORT_COUNT_MAX = 1_000_000_000;

/** Builds a report that fits the contract from what was counted. */
export function buildWorkloadReport(state: {
  podId: string | undefined;
  clients: number;
  capacity: number | null;
  draining: boolean;
}): WorkloadReport {
  const { podId, clients, capacity, draining } = state;
  return {
    ...(podId === undefined ? {} : { podId }),
    clients: Math.min(clients, REPORT_COUNT_MAX),
    capacity,
    draining,
  };
}

/** Whether a number may be reported as a capacity. */
export const isCapacity = (value: unknown): value is number =>
  typeof value === "number" && value > 0 && value <= REPORT_COUNT_MAX;
