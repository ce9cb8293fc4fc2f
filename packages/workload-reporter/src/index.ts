/**
 * What an application adds to report its workload.
 *
 * @module
 */
export {
  createWorkloadReporter,
  type ReportRequest,
  type ReportResponse,
  type WorkloadReporter,
  type WorkloadReporterOptions,
} from "./create-workload-reporter.ts";
export type { Release } from "./clients/client-ledger.ts";
export type { ConnectionKind, CountedRequest, CountMode, CountPredicate } from "./clients/counting.ts";
export { podIdFromEnvironment } from "./pod-id.ts";
export type { PushOptions } from "./push/push-reports.ts";
export type { ReportAnswer } from "./report/report-answer.ts";
export type { WorkloadReport } from "./report/workload-report.ts";
export type { ObservedServer } from "./server/http-server.ts";
export type { SignalSource, StopOnSignalOptions } from "./stop/stop-on-signal.ts";
export type { StopOptions, StopResult } from "./stop/stopper.ts";
export type { WaitOutcome } from "./stop/wait-for-no-clients.ts";
