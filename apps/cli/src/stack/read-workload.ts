import {
  workloadReportSchema,
  WORKLOAD_REPORT_MAX_BYTES,
  type WorkloadReport,
  type WorkloadSpec,
} from "@fairlead/routing-schema";
import { request } from "undici";

const TIMEOUT_MS = 500;

/**
 * Asks a pod itself for its workload, so that the table stays right while the lookup service is down.
 * Gives `undefined` when it does not say, or reports in another form than JSON.
 */
export async function readWorkload(
  endpoint: string,
  spec: WorkloadSpec,
): Promise<WorkloadReport | undefined> {
  if (spec.format !== "json") return undefined;
  const host =
    spec.port === undefined ? endpoint : `${endpoint.slice(0, endpoint.lastIndexOf(":"))}:${spec.port}`;
  try {
    const { statusCode, body } = await request(`http://${host}${spec.path}`, {
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    let text = "";
    for await (const chunk of body) {
      text += String(chunk);
      if (text.length > WORKLOAD_REPORT_MAX_BYTES) return undefined;
    }
    return statusCode === 200 ? workloadReportSchema.parse(JSON.parse(text)) : undefined;
  } catch {
    return undefined;
  }
}
