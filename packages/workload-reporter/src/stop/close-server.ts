import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import type { ObservedServer } from "../server/http-server.ts";
import { trackedSockets } from "../server/tracked-sockets.ts";

/** How often connections that have become idle are looked for while the server closes. */
const IDLE_CHECK_MS = 50;
/** How long destroyed sockets may take to be gone; past it there are some that nobody tracked. */
const DESTROY_GRACE_MS = 1000;

/** Limits of {@link closeServer}. */
export interface CloseOptions {
  /** How long responses and sockets under way may take before they are destroyed. */
  readonly timeoutMs: number;
  /** Destroys them at once. */
  readonly forced: AbortSignal;
}

/**
 * Closes a server: no new connections, idle keep-alive connections closed at once and others when
 * they become idle, whatever is left destroyed at the end. Never rejects.
 */
export async function closeServer(server: ObservedServer, options: CloseOptions): Promise<void> {
  const sockets = trackedSockets(server);
  const settled = new AbortController();
  const closed = new Promise<void>((resolve) => {
    // A server that is not listening answers with an error: it is closed already.
    server.close(() => resolve());
  }).finally(() => settled.abort());

  const closeIdle = (): void => {
    if ("closeIdleConnections" in server) server.closeIdleConnections();
  };
  closeIdle();
  const idleCheck = setInterval(closeIdle, IDLE_CHECK_MS);

  const pause = (delayMs: number): Promise<unknown> =>
    delay(delayMs, undefined, { signal: settled.signal }).catch(() => undefined);
  const forced = options.forced.aborted
    ? Promise.resolve()
    : once(options.forced, "abort", { signal: settled.signal }).catch(() => undefined);
  await Promise.race([closed, forced, pause(options.timeoutMs)]);

  if (!settled.signal.aborted) {
    if ("closeAllConnections" in server) server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
    await Promise.race([closed, pause(DESTROY_GRACE_MS)]);
  }
  clearInterval(idleCheck);
  settled.abort();
}
