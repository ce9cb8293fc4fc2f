import {
  filterConfigurationSamples,
  lookupServiceConfigurationSamples,
  podsFileSamples,
  scalerControllerConfigurationSamples,
} from "./configuration-samples.ts";
import type { ContractSamples } from "./contract-samples.ts";
import { lookupAnswerSamples, problemSamples } from "./lookup-samples.ts";
import { podPoolSamples } from "./pod-pool-samples.ts";
import { pushedReportsSamples, workloadReportSamples } from "./workload-samples.ts";

/**
 * Valid and invalid inputs of every contract, by the name of its JSON Schema file: a conformance suite
 * for a reader or writer in any language.
 */
export const contractSamples = {
  "filter-configuration": filterConfigurationSamples,
  "lookup-answer": lookupAnswerSamples,
  "lookup-service-configuration": lookupServiceConfigurationSamples,
  "pod-pool": podPoolSamples,
  "pods-file": podsFileSamples,
  problem: problemSamples,
  "pushed-reports": pushedReportsSamples,
  "scaler-controller-configuration": scalerControllerConfigurationSamples,
  "workload-report": workloadReportSamples,
} as const satisfies Record<string, ContractSamples>;
