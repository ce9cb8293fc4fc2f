import type { ClientLedger } from "../clients/client-ledger.ts";
import type { ObservedServer } from "../server/http-server.ts";
import { runGuarded, type Warn } from "../warn.ts";
import { closeServer } from "./close-server.ts";
import { type WaitOutcome, waitForNoClients } from "./wait-for-no-clients.ts";

/** How a stop proceeds. */
export interface StopOptions {
  /** Closed once no client is left. Without one, the stop only drains and waits. */
  server?: ObservedServer | undefined;
  /** How long clients may stay. Default: without limit, so that the platform's own grace period decides. */
  timeoutMs?: number | undefined;
  /** How long there must have been no client before the server closes, for those on their way. Default 0. */
  lingerMs?: number | undefined;
  /** How long responses under way may take once the server closes. Default 5000. */
  closeTimeoutMs?: number | undefined;
  /** Called when draining begins, to tell clients, say. */
  onDraining?: (() => void | Promise<void>) | undefined;
  /** Called when `timeoutMs` is over with clients left, to say goodbye; the server closes after it. */
  onTimeout?: (() => void | Promise<void>) | undefined;
}

/** How a stop ended. */
export interface StopResult {
  /** `idle`: all clients had left. `timeout`: the time was up. `forced`: cut short by a second signal. */
  readonly reason: WaitOutcome;
  /** Clients that were still connected when the server was closed. */
  readonly clientsLeft: number;
}

/** Runs at most one stop. */
export interface Stopper {
  /** Begins the stop, or joins the one under way; its first options count. Never rejects. */
  stop(options: StopOptions): Promise<StopResult>;
  /** Ends a stop under way at once: destroys what is open. */
  force(): void;
  /** Resolves with the stop, whoever begins it. */
  readonly stopped: Promise<StopResult>;
}

const CLOSE_TIMEOUT_MS = 5000;

const orDefault = (value: number | undefined, fallback: number): number =>
  value === undefined || Number.isNaN(value) ? fallback : Math.max(0, value);

/** Creates a {@link Stopper}; `drain` is called when a stop begins. */
export function createStopper(ledger: ClientLedger, drain: () => void, warn: Warn): Stopper {
  const forced = new AbortController();
  const { promise: stopped, resolve } = Promise.withResolvers<StopResult>();
  let begun = false;

  const run = async (options: StopOptions): Promise<StopResult> => {
    drain();
    void runGuarded("onDraining", options.onDraining, warn);
    const reason = await waitForNoClients(ledger, {
      timeoutMs: orDefault(options.timeoutMs, Number.POSITIVE_INFINITY),
      lingerMs: orDefault(options.lingerMs, 0),
      forced: forced.signal,
    });
    const clientsLeft = ledger.clients;
    if (reason === "timeout") void runGuarded("onTimeout", options.onTimeout, warn);
    if (options.server) {
      await closeServer(options.server, {
        timeoutMs: orDefault(options.closeTimeoutMs, CLOSE_TIMEOUT_MS),
        forced: forced.signal,
      });
    }
    return { reason: forced.signal.aborted ? "forced" : reason, clientsLeft };
  };

  return {
    stopped,
    stop(options) {
      if (!begun) {
        begun = true;
        void run(options).then(resolve);
      }
      return stopped;
    },
    force: () => forced.abort(),
  };
}
