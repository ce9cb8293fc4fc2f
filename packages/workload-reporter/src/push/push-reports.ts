import { setTimeout as delay } from "node:timers/promises";
import type { WorkloadReport } from "../report/workload-report.ts";
import type { Warn } from "../warn.ts";
import { pushDelayMs } from "./push-delay.ts";

/** Where and how often reports are pushed. */
export interface PushOptions {
  /** `POST` address: `<lookup service>/v1/pools/<namespace>/<name>/reports`. */
  readonly url: string | URL;
  /** Time between two reports. Default 1000. */
  readonly intervalMs?: number | undefined;
  /** Time that one request may take. Default 5000. */
  readonly timeoutMs?: number | undefined;
}

const INTERVAL_MS = 1000;
const TIMEOUT_MS = 5000;
/** A shorter interval would be a busy loop. */
const INTERVAL_MIN_MS = 10;

/** Pushes a report; gives what went wrong, if anything did. */
async function pushOnce(
  url: string | URL,
  body: string,
  timeoutMs: number,
  ended: AbortSignal,
): Promise<string | undefined> {
  const request = new AbortController();
  const end = (): void => request.abort();
  ended.addEventListener("abort", end);
  const timer = setTimeout(() => request.abort(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
  try {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      signal: request.signal,
      redirect: "error",
    });
    await response.body?.cancel();
    return response.ok ? undefined : `the service answered ${response.status}`;
  } catch (error) {
    return String(error instanceof Error && error.cause ? error.cause : error);
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", end);
  }
}

/**
 * Pushes reports until the returned function is called, at growing distances while they fail. The
 * first failure in a row becomes a warning. Does not keep the process alive.
 */
export function pushReports(report: () => WorkloadReport, options: PushOptions, warn: Warn): () => void {
  const { url, timeoutMs = TIMEOUT_MS } = options;
  if (report().podId === undefined) {
    warn("push needs a podId, as the service cannot tell who pushes; nothing is pushed");
    return () => {};
  }
  const intervalMs = Math.max(INTERVAL_MIN_MS, options.intervalMs ?? INTERVAL_MS);
  const ended = new AbortController();
  const { signal } = ended;

  const run = async (): Promise<void> => {
    for (let failures = 0; !signal.aborted;) {
      const fault = await pushOnce(url, JSON.stringify(report()), timeoutMs, signal);
      if (fault !== undefined && failures === 0 && !signal.aborted) {
        warn(`pushing the workload report to ${String(url)} failed and goes on being tried: ${fault}`);
      }
      failures = fault === undefined ? 0 : failures + 1;
      const pauseMs = pushDelayMs(intervalMs, failures, Math.random());
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  run().catch((error: unknown) => warn(`pushing the workload report ended: ${String(error)}`));
  return () => ended.abort();
}
