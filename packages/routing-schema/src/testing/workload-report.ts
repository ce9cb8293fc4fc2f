import {
  workloadReportSchema,
  type WorkloadReport,
  type WorkloadReportInput,
} from "../workload-report/workload-report.ts";

/**
 * A workload report of the contract.
 *
 * @example
 * ```ts
 * workloadReport({ clients: 3 }); // { podId: "chat-1", clients: 3, capacity: null, draining: false }
 * ```
 * @throws {z.ZodError} when an override does not fit the contract
 */
export const workloadReport = (overrides: Partial<WorkloadReportInput> = {}): WorkloadReport =>
  workloadReportSchema.parse({ podId: "chat-1", clients: 0, ...overrides });
