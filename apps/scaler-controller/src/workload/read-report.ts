import {
  explainIssues,
  FairleadError,
  formatPath,
  WORKLOAD_REPORT_MAX_BYTES,
  workloadReportSchema,
  type WorkloadSpec,
} from "@fairlead/routing-schema";
import { readText } from "../fetch/read-text.ts";
import type { Clock } from "../interfaces/clock.ts";
import type { PodReport } from "../interfaces/workload.ts";

/** Whom to ask, and how. */
export interface ReadReportOptions {
  readonly podId: string;
  /** `ip:port` */
  readonly endpoint: string;
  readonly workload: WorkloadSpec;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

const unreadable = (podId: string, reason: string, cause?: unknown): FairleadError =>
  new FairleadError("workload_unreadable", `The pod ${podId} gives no report: ${reason}`, {
    cause,
    details: { podId },
  });

/**
 * Asks a pod itself for its JSON workload report. It counts as sampled when it was asked, which is the
 * earliest time that it can stand for.
 *
 * @throws FairleadError `workload_unreadable`; always for pools whose pods report in another way, so that
 * these wait for `silentSeconds`.
 */
export async function readReport(options: ReadReportOptions): Promise<PodReport> {
  const { clock, endpoint, podId, timeoutMs, workload } = options;
  if (workload.format !== "json") {
    throw unreadable(podId, `its format is ${workload.format}; only json is read by the scaler.`);
  }
  const sampledAtMs = clock.nowMs();
  let text: string;
  try {
    const response = await fetch(`http://${endpoint}${workload.path}`, {
      redirect: "manual",
      headers: { accept: "application/json", connection: "close" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (response.status !== 200) {
      await response.body?.cancel();
      throw unreadable(podId, `it answers ${response.status} at ${workload.path}; 200 is expected.`);
    }
    text = await readText(response, WORKLOAD_REPORT_MAX_BYTES);
  } catch (error) {
    if (FairleadError.isInstance(error)) throw error;
    throw unreadable(podId, error instanceof Error ? error.message : String(error), error);
  }
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch (error) {
    throw unreadable(podId, "the answer is not JSON.", error);
  }
  const parsed = workloadReportSchema.safeParse(input);
  if (!parsed.success) {
    const [issue] = explainIssues(parsed.error, input);
    throw unreadable(podId, `${formatPath(issue?.path ?? [])}: ${issue?.message ?? "invalid"}.`);
  }
  const { capacity, clients, draining, podId: reporting = podId } = parsed.data;
  if (reporting !== podId) throw unreadable(podId, `it is the report of ${reporting}.`);
  return { podId, clients, capacity, draining, sampledAtMs };
}
