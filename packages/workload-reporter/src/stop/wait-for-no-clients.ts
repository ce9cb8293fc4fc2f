import type { ClientLedger } from "../clients/client-ledger.ts";

/** Why the wait ended: nobody is connected, the time is up, or it was cut short. */
export type WaitOutcome = "idle" | "timeout" | "forced";

/** Limits of {@link waitForNoClients}. */
export interface WaitOptions {
  /** Longest wait; `Infinity` for none. */
  readonly timeoutMs: number;
  /** How long there must have been no client without a break. */
  readonly lingerMs: number;
  /** Cuts the wait short. */
  readonly forced: AbortSignal;
}

/** Longest delay of a Node.js timer, 24 days; a longer one would fire at once, and is no limit here. */
const TIMER_MAX_MS = 2 ** 31 - 1;

/** Resolves when no client has been connected for `lingerMs`, the time is up, or it is cut short. */
export function waitForNoClients(ledger: ClientLedger, options: WaitOptions): Promise<WaitOutcome> {
  const { timeoutMs, lingerMs, forced } = options;
  const { promise, resolve } = Promise.withResolvers<WaitOutcome>();
  let linger: NodeJS.Timeout | undefined;

  const end = (outcome: WaitOutcome): void => {
    clearTimeout(linger);
    clearTimeout(timeout);
    unsubscribe();
    forced.removeEventListener("abort", onForced);
    resolve(outcome);
  };
  const onForced = (): void => end("forced");
  const onChange = (): void => {
    if (ledger.clients > 0) {
      clearTimeout(linger);
      linger = undefined;
    } else if (lingerMs <= 0) {
      end("idle");
    } else {
      linger ??= setTimeout(() => end("idle"), Math.min(lingerMs, TIMER_MAX_MS));
    }
  };

  // Without a limit, too, a timer holds the process: while it waits, it is not done.
  const timeout =
    timeoutMs > TIMER_MAX_MS
      ? setInterval(() => {}, TIMER_MAX_MS)
      : setTimeout(() => end("timeout"), timeoutMs);
  const unsubscribe = ledger.onChange(onChange);
  forced.addEventListener("abort", onForced);
  if (forced.aborted) end("forced");
  else onChange();
  return promise;
}
