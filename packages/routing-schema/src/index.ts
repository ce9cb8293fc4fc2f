/**
 * The contracts of Fairlead: schemas, types, wire names, error codes. No I/O.
 *
 * @module
 */
export * from "./wire.ts";
export * from "./kubernetes-names.ts";
export { errorCatalogue, type ErrorCatalogueEntry, type ErrorCode } from "./errors/catalogue.ts";
export { FairleadError, type FairleadErrorOptions } from "./errors/fairlead-error.ts";
export { createProblem, problemSchema, type Problem } from "./errors/problem.ts";
export { explainIssues, formatPath, type InputIssue } from "./errors/explain-issues.ts";
export { isPodId, podIdSchema } from "./identifiers/pod-id.ts";
export { isRouteId, routeIdForJob, routeIdSchema } from "./identifiers/route-id.ts";
export { formatPoolId, isPoolId, parsePoolId, poolIdSchema } from "./identifiers/pool-id.ts";
export { endpointSchema, formatEndpoint, parseEndpoint, type Endpoint } from "./identifiers/endpoint.ts";
export * from "./workload-report/workload-report.ts";
export {
  parseWorkloadReport,
  WORKLOAD_REPORT_ACCEPT,
  type ParsedWorkloadReport,
  type WorkloadReportFault,
} from "./workload-report/parse-workload-report.ts";
export * from "./lookup/lookup-answer.ts";
export type { Snapshot, SnapshotPod } from "./snapshot/snapshot.ts";
export { encodeSnapshot } from "./snapshot/encode-snapshot.ts";
export { parseSnapshot } from "./snapshot/parse-snapshot.ts";
export { encodePicks, parsePicks, type PicksReport } from "./snapshot/picks-header.ts";
export * from "./filter-configuration/filter-configuration.ts";
export * from "./pod-pool/workload.ts";
export * from "./pod-pool/picking.ts";
export * from "./pod-pool/routing.ts";
export * from "./pod-pool/scaling-metrics.ts";
export * from "./pod-pool/scaling.ts";
export * from "./pod-pool/status.ts";
export * from "./pod-pool/pod-pool.ts";
export { poolNames, type PoolNames } from "./pod-pool/pool-names.ts";
export * from "./service-configuration/pods-file.ts";
export * from "./service-configuration/lookup-service-configuration.ts";
export * from "./service-configuration/scaler-controller-configuration.ts";
