import {
  formatPath,
  explainIssues,
  workloadReportSchema,
  type WorkloadReport,
  type WorkloadSpec,
} from "@fairlead/routing-schema";
import type { CollectionFault } from "./collection-fault.ts";
import { sumMetric, type MetricSum } from "./parse-prometheus.ts";

/** A report, or why there is none. */
export type ParsedReport = { readonly report: WorkloadReport } | { readonly fault: CollectionFault };

const fault = (cause: CollectionFault["cause"], detail: string): ParsedReport => ({
  fault: { cause, detail },
});

function validate(input: unknown, podId: string): ParsedReport {
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

function parseJson(text: string, podId: string): ParsedReport {
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    return fault("malformed", "The report is not JSON; answer {podId, clients, capacity, draining}.");
  }
  return validate(input, podId);
}

const metricFault = (metric: string, sum: Exclude<MetricSum, number>): ParsedReport =>
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
): ParsedReport {
  const clients = sumMetric(text, spec.clientsMetric);
  if (typeof clients === "string") return metricFault(spec.clientsMetric, clients);
  let capacity: MetricSum | null = spec.capacity ?? null;
  if (spec.capacityMetric !== undefined) {
    capacity = sumMetric(text, spec.capacityMetric);
    if (typeof capacity === "string") return metricFault(spec.capacityMetric, capacity);
  }
  return validate({ clients, capacity }, podId);
}

/** Reads the body that a pod answered. */
export function parseReport(
  text: string,
  podId: string,
  spec: Exclude<WorkloadSpec, { format: "push" }>,
): ParsedReport {
  return spec.format === "json" ? parseJson(text, podId) : parsePrometheus(text, podId, spec);
}

const ACCEPTED = {
  json: /^(?:application\/(?:[a-z0-9.+-]+\+)?json|text\/plain)(?:\s*;|$)/i,
  prometheus: /^(?:text\/plain|application\/openmetrics-text)(?:\s*;|$)/i,
} as const;

/** Whether a `Content-Type` may be that of the format. A few lines of a small server often set none. */
export const isContentTypeOf = (contentType: string | undefined, format: keyof typeof ACCEPTED): boolean =>
  contentType === undefined || ACCEPTED[format].test(contentType);
