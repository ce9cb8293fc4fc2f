import type { z } from "zod";
import {
  filterConfigurationSchema,
  lookupAnswerSchema,
  lookupServiceConfigurationSchema,
  podPoolSchema,
  podsFileSchema,
  problemSchema,
  pushedReportsSchema,
  scalerControllerConfigurationSchema,
  workloadReportSchema,
} from "../src/index.ts";

/** Every contract that is published as JSON Schema, by the name of its file. */
export const contracts = {
  "filter-configuration": filterConfigurationSchema,
  "lookup-answer": lookupAnswerSchema,
  "lookup-service-configuration": lookupServiceConfigurationSchema,
  "pod-pool": podPoolSchema,
  "pods-file": podsFileSchema,
  problem: problemSchema,
  "pushed-reports": pushedReportsSchema,
  "scaler-controller-configuration": scalerControllerConfigurationSchema,
  "workload-report": workloadReportSchema,
} as const satisfies Record<string, z.ZodType>;

/** Name of a contract: `schema/<name>.json`. */
export type ContractName = keyof typeof contracts;
