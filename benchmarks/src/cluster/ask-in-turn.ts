import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { text } from "node:stream/consumers";
import type { Gateway } from "@fairlead/e2e/cluster";

/** An answer that came through a gateway. */
export interface Answer {
  readonly gateway: Gateway;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** By the clock of this process, in milliseconds of the epoch, with fractions. */
  readonly atMs: number;
}

const PAUSE_MS = 4;

export const nowMs = (): number => performance.timeOrigin + performance.now();

function ask(gateway: Gateway, headers: Readonly<Record<string, string>>, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(`http://${gateway.address}/`, { agent, headers }, (response) => {
      const atMs = nowMs();
      text(response).then((body) => resolve({ gateway, headers: response.headers, body, atMs }), reject);
    });
    sent.once("error", reject);
    sent.end();
  });
}

/**
 * Asks every gateway again and again, one question at a time each, until told to end.
 *
 * @param take told of each answer
 */
export function askInTurn(
  gateways: readonly Gateway[],
  headers: Readonly<Record<string, string>>,
  take: (answer: Answer) => void,
): { readonly end: () => Promise<void> } {
  const agent = new Agent({ keepAlive: true });
  let isOver = false;
  const askers = gateways.map(async (gateway) => {
    while (!isOver) {
      take(await ask(gateway, headers, agent));
      await sleep(PAUSE_MS);
    }
  });
  const ended = Promise.all(askers);
  // Whoever ends it is told of what went wrong.
  ended.catch(() => {});
  return {
    async end() {
      isOver = true;
      await ended.finally(() => agent.destroy());
    },
  };
}
