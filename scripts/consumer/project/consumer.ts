import {
  encodeSnapshot,
  explainIssues,
  FairleadError,
  filterConfigurationSchema,
  formatPath,
  parseSnapshot,
  workloadReportSchema,
  type FilterConfiguration,
  type WorkloadReport,
} from "@fairlead/routing-schema";
import problemJsonSchema from "@fairlead/routing-schema/schema/problem.json" with { type: "json" };
import { contractSamples, podPool, snapshot, workloadReport } from "@fairlead/routing-schema/testing";
import { HEADER_POD_ID } from "@fairlead/routing-schema/wire";
import { z } from "zod";

function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

const report: WorkloadReport = workloadReportSchema.parse({ clients: 3 });
assert(report.capacity === null && !report.draining, "a report has its defaults");

// The consumer's own zod is the package's own: its schemas extend.
const measured = workloadReportSchema.extend({ region: z.string() });
const region: string = measured.parse({ clients: 1, region: "eu" }).region;
assert(region === "eu", "a schema extends");

const configuration: FilterConfiguration = {
  upstream_name: "lookup",
  authority: "lookup.fairlead",
  timeout_ms: 0,
};
const refused = filterConfigurationSchema.safeParse(configuration);
assert(!refused.success, "a value out of range is refused");
const [issue] = explainIssues(refused.error, configuration);
assert(issue !== undefined && formatPath(issue.path) === "timeout_ms", "the issue names its key");

assert(parseSnapshot(encodeSnapshot(snapshot())).pods.length === 3, "a snapshot is read as it was written");
try {
  parseSnapshot("fairlead-snapshot/2 1 1 0 0 1\nend\n");
  assert(false, "a later format is refused");
} catch (error) {
  assert(
    FairleadError.isInstance(error) && error.code === "snapshot_version",
    "a later format has its own code",
  );
}

const replicas: number = podPool({ spec: { scaling: { maxReplicas: 3 } } }).spec.scaling.maxReplicas;
assert(replicas === 3 && workloadReport().clients === 0, "builders fill in the rest");
assert(contractSamples["pod-pool"].invalid.length > 0, "samples are there");
assert(problemJsonSchema.title === "Problem", "JSON Schema is there");
assert(HEADER_POD_ID === "x-fairlead-pod-id", "wire names are there");
