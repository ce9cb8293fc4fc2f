import type { GuardedProcess } from "../process/guarded-process.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";

/** Calls to an Envoy that may end at any time. */
export interface EnvoyCalls {
  /**
   * Makes a call. What goes wrong because Envoy has ended is said so.
   *
   * @throws LocalGatewayError `gateway_stopped`, `gateway_unresponsive`, or the call's own.
   */
  make<T>(call: () => Promise<T>): Promise<T>;
  /** The same, after all calls that were handed in before. */
  makeInOrder<T>(call: () => Promise<T>): Promise<T>;
}

/** A connection breaks a moment before the end of the process is known. */
const END_NOTICE_MS = 500;

/** Watches over the calls to a process. */
export function createEnvoyCalls(envoy: Pick<GuardedProcess, "exited" | "log">): EnvoyCalls {
  let ended = false;
  void envoy.exited.then(() => (ended = true));
  const error = (code: "gateway_stopped" | "gateway_unresponsive", message: string, cause?: unknown) =>
    new LocalGatewayError(code, message, { cause, logs: envoy.log.lines() });
  const stopped = (cause?: unknown) =>
    error("gateway_stopped", "The local gateway is not running any more; `exited` says how it ended.", cause);

  const make = async <T>(call: () => Promise<T>): Promise<T> => {
    if (ended) throw stopped();
    try {
      return await call();
    } catch (cause) {
      if (cause instanceof LocalGatewayError) throw cause;
      await Promise.race([envoy.exited, new Promise((resolve) => setTimeout(resolve, END_NOTICE_MS))]);
      if (ended) throw stopped(cause);
      throw error("gateway_unresponsive", `Envoy runs, but does not answer: ${String(cause)}.`, cause);
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    make,
    makeInOrder(call) {
      const turn = last.then(
        () => make(call),
        () => make(call),
      );
      last = turn;
      return turn;
    },
  };
}
