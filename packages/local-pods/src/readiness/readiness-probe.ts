import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Endpoint } from "@fairlead/routing-schema";
import { formatEndpoint } from "@fairlead/routing-schema";

const INTERVAL_MS = 50;
const ATTEMPT_TIMEOUT_MS = 2_000;

/** Settings of {@link waitUntilReady}. */
export interface ReadinessOptions {
  readonly endpoint: Endpoint;
  /** Absent: a TCP connection is enough. Else a GET of this path has to answer 200 to 399, as for Kubernetes' probes. */
  readonly path?: string | undefined;
  /** Ends the waiting. */
  readonly signal: AbortSignal;
}

const acceptsConnections = ({ host, port }: Endpoint): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ATTEMPT_TIMEOUT_MS });
    const settle = (ready: boolean): void => {
      socket.destroy();
      resolve(ready);
    };
    socket.once("connect", () => settle(true));
    socket.once("timeout", () => settle(false));
    socket.once("error", () => settle(false));
  });

async function answersWell(endpoint: Endpoint, path: string): Promise<boolean> {
  try {
    const answer = await fetch(`http://${formatEndpoint(endpoint)}${path}`, {
      redirect: "manual",
      signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MS),
    });
    await answer.body?.cancel();
    return answer.status >= 200 && answer.status < 400;
  } catch {
    return false;
  }
}

/** Waits until a server answers: `true` then, `false` when the signal ends the waiting. */
export async function waitUntilReady(options: ReadinessOptions): Promise<boolean> {
  const { endpoint, path, signal } = options;
  while (!signal.aborted) {
    const ready = path === undefined ? acceptsConnections(endpoint) : answersWell(endpoint, path);
    if (await ready) return !signal.aborted;
    await sleep(INTERVAL_MS, undefined, { signal }).catch(() => {});
  }
  return false;
}
