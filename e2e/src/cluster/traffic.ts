import { setTimeout as sleep } from "node:timers/promises";
import { until } from "@fairlead/test-support";
import { expect } from "vitest";
import { ask, openSession, type Gateway, type Session } from "./gateway-client.ts";

/** A request that was not answered as it should be. */
export interface Loss {
  /** Place of the gateway among those that were given. */
  readonly gateway: number;
  readonly path: string;
  /** Status of the answer, or why there was none. */
  readonly answer: number | string;
  /** The route that took it; absent where none of a pod did. */
  readonly route?: string | undefined;
  /** What the gateway says of it; absent where it says nothing. */
  readonly complaint?: string | undefined;
  /** `performance.now()` when it was sent. */
  readonly sentAtMs: number;
}

/** Requests that go on while something happens. */
export interface Traffic {
  /** How many requests were sent so far. */
  readonly sent: number;
  /** So far. */
  readonly losses: readonly Loss[];
  /** Ends it, and gives what was lost in all. At least one request of each gateway was answered. */
  end(): Promise<readonly Loss[]>;
}

/** What requests are sent. */
export interface TrafficOptions {
  /** By turns. Default: `/`. */
  readonly paths?: readonly string[] | undefined;
  /** Between two requests through the same gateway; what is tested is to have time, too. Default 400. */
  readonly pauseMs?: number | undefined;
}

const PAUSE_MS = 400;
/** Enough to meet each worker of a gateway, as each has a snapshot of its own. */
const IN_A_ROW = 20;
const SOON_MS = 500;

/** Asks for a host through every gateway, again and again, whether or not what was asked before is answered. */
export function startTraffic(
  gateways: readonly Gateway[],
  host: string,
  { pauseMs = PAUSE_MS, paths = ["/"] }: TrafficOptions = {},
): Traffic {
  let sent = 0;
  const losses: Loss[] = [];
  const answered = gateways.map(() => 0);
  const underWay = new Set<Promise<void>>();
  let isEnding = false;
  const send = async (gateway: Gateway, index: number, path: string): Promise<void> => {
    const sentAtMs = performance.now();
    sent += 1;
    const {
      complaint,
      route,
      status: answer,
    } = await ask(gateway, host, path).catch((error: unknown) => ({
      complaint: undefined,
      route: undefined,
      status: String(error),
    }));
    if (answer === 200) answered[index] = (answered[index] ?? 0) + 1;
    else losses.push({ gateway: index, path, answer, route, complaint, sentAtMs });
  };
  const run = async (gateway: Gateway, index: number): Promise<void> => {
    for (let turn = 0; !isEnding || answered[index] === 0; turn += 1) {
      const request = send(gateway, index, paths[turn % paths.length] ?? "/");
      underWay.add(request);
      void request.finally(() => underWay.delete(request));
      await sleep(pauseMs);
    }
  };
  const running = Promise.all(gateways.map(run));
  return {
    get sent() {
      return sent;
    },
    losses,
    async end() {
      isEnding = true;
      await running;
      await Promise.all(underWay);
      return losses;
    },
  };
}

/** Opens so many sessions, through the gateways in turn. */
export const openSessions = (
  gateways: readonly Gateway[],
  host: string,
  count: number,
  path?: string,
): Promise<Session[]> =>
  Promise.all(
    Array.from({ length: count }, (_, index) => {
      const gateway = gateways[index % gateways.length];
      if (gateway === undefined) throw new Error("There is no gateway.");
      return openSession(gateway, host, path);
    }),
  );

/** Waits until every gateway leads requests that name a pod to others, whichever of its workers takes them. */
export async function untilLedElsewhere(
  gateways: readonly Gateway[],
  host: string,
  podId: string,
): Promise<void> {
  await Promise.all(
    gateways.map(async (gateway, index) => {
      let inARow = 0;
      await until(`gateway ${index} leads nobody to ${podId}`, async () => {
        // An address where nobody is any more may leave a request without an answer for seconds.
        const soon = AbortSignal.timeout(SOON_MS);
        const answer = await ask(gateway, host, `/?podId=${podId}`, soon).catch(() => undefined);
        inARow = answer?.status === 200 && answer.podId !== podId ? inARow + 1 : 0;
        return inARow === IN_A_ROW;
      });
    }),
  );
}

/** Every session still carries what is sent. */
export async function expectAlive(sessions: readonly Session[]): Promise<void> {
  expect(sessions.filter(({ isCut }) => isCut).map(({ podId }) => podId)).toEqual([]);
  await Promise.all(sessions.map((session, index) => session.echo(`still there, ${index}`)));
}
