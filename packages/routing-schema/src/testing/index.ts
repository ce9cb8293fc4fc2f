/**
 * Builders and fixtures of the contracts, for the tests of whoever uses them.
 *
 * @module
 */
export { workloadReport } from "./workload-report.ts";
export { podPool, type PodPoolOverrides } from "./pod-pool.ts";
export { snapshot, snapshotPod } from "./snapshot.ts";
export { filterConfiguration } from "./filter-configuration.ts";
export { lookupAnswer, lookupCandidate } from "./lookup-answer.ts";
export { hostileEndpoints, hostilePodIds } from "./hostile-strings.ts";
export { contractSamples } from "./samples/index.ts";
export type { ContractSamples } from "./samples/contract-samples.ts";
