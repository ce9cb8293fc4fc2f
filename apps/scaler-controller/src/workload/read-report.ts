import {
  FairleadError,
  parseWorkloadReport,
  WORKLOAD_REPORT_ACCEPT,
  WORKLOAD_REPORT_MAX_BYTES,
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
 * Asks a pod itself for its workload report. It counts as sampled when it was asked, which is the earliest time that it
 * can stand for.
 *
 * @throws FairleadError `workload_unreadable`; always for pools whose pods push, so that these wait for `silentSeconds`.
 */
export async function readReport(options: ReadReportOptions): Promise<PodReport> {
  const { clock, endpoint, podId, timeoutMs, workload } = options;
  if (workload.format === "push") throw unreadable(podId, "its pool's pods push what they have to say.");
  const sampledAtMs = clock.nowMs();
  let text: string;
  try {
    const response = await fetch(`http://${endpoint}${workload.path}`, {
      redirect: "manual",
      headers: { accept: WORKLOAD_REPORT_ACCEPT[workload.format], connection: "close" },
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
  const parsed = parseWorkloadReport(text, podId, workload);
  if ("fault" in parsed) throw unreadable(podId, parsed.fault.detail);
  const { capacity, clients, draining } = parsed.report;
  return { podId, clients, capacity, draining, sampledAtMs };
}
