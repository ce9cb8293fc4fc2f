import { explainIssues, formatPath } from "../errors/explain-issues.ts";
import type { WorkloadSpec } from "../pod-pool/workload.ts";
import { sumMetric, type MetricSum } from "./sum-metric.ts";
import { workloadReportSchema, type WorkloadReport } from "./workload-report.ts";

/** What a pod is asked for, as `Accept` has it, by the format of its pool's workload. */
export const WORKLOAD_REPORT_ACCEPT = {
  json: "application/json",
  prometheus: "application/openmetrics-text;q=0.5, text/plain;version=0.0.4",
} as const;

/** Why what a pod answered is no report of it. */
export interface WorkloadReportFault {
  readonly cause: "malformed" | "invalid" | "wrong_pod";
  /** What happened and how to mend it. */
  readonly detail: string;
}

/** A report, or why there is none: pods answer what they like, so that this is a value and no error. */
export type ParsedWorkloadReport =
  | { readonly report: WorkloadReport }
  | { readonly fault: WorkloadReportFault };

const fault = (cause: WorkloadReportFault["cause"], detail: string): ParsedWorkloadReport => ({
  fault: { cause, detail },
});

function validate(input: unknown, podId: string): ParsedWorkloadReport {
  const result = workloadReportSchema.safeParse(input);
  if (!result.success) {
    const [issue] = explainIssues(result.error, input);
    return fault(
      "invalid",
      `The report is not of the contract: ${formatPath(issue?.path ?? [])}: ${issue?.message ?? "invalid"}.`,
    );
  }
  if (result.data.podId !== undefined && result.data.podId !== podId) {
    return fault(
      "wrong_pod",
      `The report is of the pod ${result.data.podId}: the address belongs to another pod by now, or the pod reports a wrong podId.`,
    );
  }
  return { report: result.data };
}

function parseJson(text: string, podId: string): ParsedWorkloadReport {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return fault("malformed", "The report is not JSON; answer {podId, clients, capacity, draining}.");
  }
  return validate(input, podId);
}

const metricFault = (metric: string, sum: Exclude<MetricSum, number>): ParsedWorkloadReport =>
  sum === "absent"
    ? fault(
        "invalid",
        `The page has no sample of ${metric}; compare clientsMetric and capacityMetric with the page.`,
      )
    : fault("invalid", `A sample of ${metric} is not a finite number from 0.`);

function parsePrometheus(
  text: string,
  podId: string,
  spec: Extract<WorkloadSpec, { format: "prometheus" }>,
): ParsedWorkloadReport {
  const clients = sumMetric(text, spec.clientsMetric);
  if (typeof clients === "string") return metricFault(spec.clientsMetric, clients);
  let capacity: MetricSum | null = spec.capacity ?? null;
  if (spec.capacityMetric !== undefined) {
    capacity = sumMetric(text, spec.capacityMetric);
    if (typeof capacity === "string") return metricFault(spec.capacityMetric, capacity);
  }
  return validate({ clients, capacity }, podId);
}

/**
 * Reads the body that a pod answered.
 *
 * @param podId - the pod that was asked; a report that names another one is no report of it
 */
export function parseWorkloadReport(
  text: string,
  podId: string,
  spec: Exclude<WorkloadSpec, { format: "push" }>,
): ParsedWorkloadReport {
  return spec.format === "json" ? parseJson(text, podId) : parsePrometheus(text, podId, spec);
}
