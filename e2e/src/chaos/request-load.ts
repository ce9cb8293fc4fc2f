import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import type { FaultLog } from "./fault-log.ts";
import type { Tally } from "./tally.ts";

/** What requests are made of. */
export interface RequestLoadOptions {
  readonly gateway: string;
  readonly path: string;
  /** Each sends one request after the other. */
  readonly senders: number;
  readonly faults: FaultLog;
  readonly tally: Tally;
  readonly violated: (what: string) => void;
}

/** Longer than any pod stands still. */
const TIMEOUT_MS = 60_000;
const PAUSE_MS = 100;

/** Sends plain requests all the time; the function that is returned ends that. */
export function startRequestLoad(options: RequestLoadOptions): () => Promise<void> {
  const { faults, gateway, path, senders, tally, violated } = options;
  const agent = new Agent({ connections: senders, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });
  let running = true;

  async function ask(): Promise<string | undefined> {
    const fromMs = performance.now();
    let podId: string | undefined;
    let fault: string;
    try {
      const { body, headers, statusCode } = await request(`${gateway}${path}`, { dispatcher: agent });
      const named = headers["x-fairlead-pod-id"];
      podId = Array.isArray(named) ? named[0] : named;
      const text = await body.text();
      if (statusCode < 500) return undefined;
      fault = `status ${statusCode}: ${text.slice(0, 200)}`;
    } catch (error) {
      fault = error instanceof Error ? error.message : String(error);
    }
    const cause = faults.causeOfFailure({ podId, fromMs, toMs: performance.now() });
    if (cause === "pod killed") tally.failedWithPod += 1;
    else if (cause === "Envoy killed") tally.failedWithEnvoy += 1;
    else return `a request had no answer: ${fault}, pod ${podId ?? "unknown"}`;
    return undefined;
  }
  const sending = Array.from({ length: senders }, async () => {
    while (running) {
      tally.requests += 1;
      const failure = await ask();
      if (failure !== undefined) {
        tally.unanswered += 1;
        violated(failure);
      }
      await sleep(PAUSE_MS);
    }
  });
  return async () => {
    running = false;
    await Promise.all(sending);
    await agent.close();
  };
}
