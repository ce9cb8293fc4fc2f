import type { WorkloadReport } from "./workload-report.ts";

/** An HTTP answer, free of any framework. */
export interface ReportAnswer {
  readonly status: 200 | 405;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty for HEAD, whose headers are those of GET. */
  readonly body: string;
}

/** Answers a request for the workload report: GET and HEAD with the report, anything else with 405. */
export function answerReport(method: string | undefined, report: WorkloadReport): ReportAnswer {
  const allowed = method === "GET" || method === "HEAD";
  const body = allowed ? JSON.stringify(report) : "The workload report is read with GET or HEAD.\n";
  return {
    status: allowed ? 200 : 405,
    headers: {
      "content-type": allowed ? "application/json" : "text/plain; charset=utf-8",
      "content-length": String(Buffer.byteLength(body)),
      "cache-control": "no-store",
      ...(allowed ? {} : { allow: "GET, HEAD" }),
    },
    body: method === "HEAD" ? "" : body,
  };
}
