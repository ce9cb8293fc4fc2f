import type { KeptEnvoy } from "./keep-envoy-running.ts";
import { LocalGatewayError } from "./local-gateway-error.ts";
import type { RunningEnvoy } from "./start-envoy.ts";

/** Calls to an Envoy that may end at any time. */
export interface EnvoyCalls {
  /**
   * Makes a call. What goes wrong because Envoy has ended is said so.
   *
   * @throws LocalGatewayError `gateway_stopped`, `gateway_unresponsive`, or the call's own.
   */
  make<T>(call: () => Promise<T>): Promise<T>;
  /**
   * The same, after all calls that were handed in before. One that Envoy's end broke off, or that comes
   * while none runs, is made at the next Envoy.
   */
  makeInOrder<T>(call: () => Promise<T>): Promise<T>;
  /** Waits until no call is being made; one that waits for the next Envoy is not. */
  idle(): Promise<void>;
}

/** A connection breaks a moment before the end of the process is known. */
const END_NOTICE_MS = 500;

const hasEnded = async ({ process }: RunningEnvoy, withinMs: number): Promise<boolean> => {
  let timer: NodeJS.Timeout | undefined;
  const notEnded = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), withinMs);
  });
  const ended = await Promise.race([process.exited.then(() => true as const), notEnded]);
  clearTimeout(timer);
  return ended;
};

/** Watches over the calls to an Envoy. */
export function createEnvoyCalls(kept: Pick<KeptEnvoy, "current" | "serving" | "state">): EnvoyCalls {
  const error = (code: "gateway_stopped" | "gateway_unresponsive", message: string, cause?: unknown) =>
    new LocalGatewayError(code, message, { cause, logs: kept.current.process.log.lines() });
  const stopped = (cause?: unknown) =>
    error("gateway_stopped", "The local gateway is not running any more; `exited` says how it ended.", cause);
  const down = (cause?: unknown) =>
    error("gateway_unresponsive", "Envoy has ended, and is being started again. Ask later.", cause);
  const unresponsive = (cause: unknown) =>
    error("gateway_unresponsive", `Envoy runs, but does not answer: ${String(cause)}.`, cause);

  async function make<T>(call: () => Promise<T>): Promise<T> {
    const { current: envoy, state } = kept;
    if (state !== "serving") throw state === "down" ? down() : stopped();
    try {
      return await call();
    } catch (cause) {
      if (cause instanceof LocalGatewayError) throw cause;
      if (!(await hasEnded(envoy, END_NOTICE_MS))) throw unresponsive(cause);
      throw kept.state === "ended" ? stopped(cause) : down(cause);
    }
  }
  let attempt: Promise<unknown> = Promise.resolve();
  async function makeAtNext<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      const envoy = await kept.serving();
      if (envoy === undefined) throw stopped();
      try {
        const made = call();
        attempt = made;
        return await made;
      } catch (cause) {
        if (cause instanceof LocalGatewayError) throw cause;
        if (!(await hasEnded(envoy, END_NOTICE_MS))) throw unresponsive(cause);
      }
    }
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    make,
    makeInOrder(call) {
      const turn = last.then(
        () => makeAtNext(call),
        () => makeAtNext(call),
      );
      last = turn;
      return turn;
    },
    idle: () =>
      attempt.then(
        () => {},
        () => {},
      ),
  };
}
