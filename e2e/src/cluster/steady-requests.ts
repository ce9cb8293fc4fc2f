import { setTimeout as sleep } from "node:timers/promises";
import { ask, type Gateway } from "./gateway-client.ts";

/** Requests that are sent all the time. */
export interface SteadyRequests {
  readonly sent: number;
  /** Answers that a client must not get, as text: 404, 5xx, none at all. */
  readonly bad: readonly string[];
  stop(): Promise<void>;
}

const PAUSE_MS = 20;

/**
 * Sends plain requests for a host through every gateway, one after the other through each.
 *
 * @param pauseMs between an answer and the next request
 */
export function startSteadyRequests(
  gateways: readonly Gateway[],
  host: string,
  pauseMs = PAUSE_MS,
): SteadyRequests {
  const bad: string[] = [];
  let sent = 0;
  let isRunning = true;
  const senders = gateways.map(async (gateway) => {
    while (isRunning) {
      sent += 1;
      const answer = await ask(gateway, host, "/").catch((error: unknown) => String(error));
      if (typeof answer === "string") bad.push(answer);
      else if (answer.status === 404 || answer.status >= 500)
        bad.push(
          `${answer.status} through ${gateway.address} at ${new Date().toISOString()}: ${answer.complaint}`,
        );
      await sleep(pauseMs);
    }
  });
  return {
    get sent() {
      return sent;
    },
    bad,
    async stop() {
      isRunning = false;
      await Promise.all(senders);
    },
  };
}
