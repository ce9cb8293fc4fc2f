import { setTimeout as sleep } from "node:timers/promises";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";
import { callApi, mayTakeItLater } from "../kubernetes/call-api.ts";

/** Time between two tries, when the API server is away. */
const RETRY_MS = 100;

/** Writes the status of one pod, the newest only. */
export interface StatusReporter {
  /** Calls for the present status to be written. */
  report(): void;
  /** Waits until nothing is left to be written. */
  flush(): Promise<void>;
}

/** Creates a reporter. It tries until the pod is gone or `signal` is aborted. */
export function createStatusReporter(
  endpoint: ApiEndpoint,
  path: string,
  currentStatus: () => object,
  signal: AbortSignal,
): StatusReporter {
  let isDue = false;
  let writing: Promise<void> | undefined;

  async function write(): Promise<void> {
    while (isDue && !signal.aborted) {
      isDue = false;
      const body = { status: currentStatus() };
      const contentType = "application/strategic-merge-patch+json";
      const answer = await callApi(endpoint, {
        method: "PATCH",
        path: `${path}/status`,
        body,
        contentType,
      }).catch(() => undefined);
      if (mayTakeItLater(answer)) {
        isDue = true;
        await sleep(RETRY_MS);
      }
    }
  }
  return {
    report() {
      isDue = true;
      writing ??= write().finally(() => (writing = undefined));
    },
    async flush() {
      while (writing !== undefined) await writing;
    },
  };
}
