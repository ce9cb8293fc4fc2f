import { ApiError } from "../errors/api-error.ts";
import type { LeaseLock } from "../leader-election/lease-lock.ts";
import { recordOf, specOf, type Lease } from "../leader-election/lease-record.ts";
import type { Clock } from "../clock/clock.ts";

/** What the network does to one request. */
export interface Weather {
  /** On the way to the Lease, and on the way back. */
  readonly thereMs: number;
  readonly backMs: number;
  readonly fate: "arrives" | "request_lost" | "answer_lost";
}

/** One Lease, and candidates that reach it over a network that delays and loses. */
export interface LeaseWorld {
  readonly lease: Lease | undefined;
  /** How a candidate reaches the Lease; `weather` is drawn for each request. */
  lock(weather: () => Weather): LeaseLock;
}

/** A lost request is given up by whoever sent it, not by the network. */
const NEVER_MS = 1e9;

/** Creates a world in which nobody has led yet. `clock` is true time. */
export function leaseWorld(trueClock: Clock): LeaseWorld {
  let lease: Lease | undefined;
  let version = 0;

  const travel = (delayMs: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const cancel = trueClock.after(delayMs, resolve);
      const onAbort = (): void => {
        cancel();
        reject(signal.reason as Error);
      };
      if (signal.aborted) onAbort();
      else signal.addEventListener("abort", onAbort, { once: true });
    });

  /** A request that its sender gives up may still arrive. */
  async function exchange<Value>(act: () => Value, weather: Weather, signal: AbortSignal): Promise<Value> {
    const answer = Promise.withResolvers<Value>();
    answer.promise.catch(() => {});
    if (weather.fate !== "request_lost") {
      trueClock.after(weather.thereMs, () => {
        try {
          answer.resolve(act());
        } catch (error) {
          answer.reject(error);
        }
      });
    }
    await travel(weather.thereMs, signal);
    await travel(weather.fate === "arrives" ? weather.backMs : NEVER_MS, signal);
    return answer.promise;
  }

  const write = (seen: Lease | undefined, spec: NonNullable<Lease["spec"]>): Lease => {
    if (seen?.metadata?.resourceVersion !== lease?.metadata?.resourceVersion) {
      throw new ApiError("conflict", "the Lease was written by another one");
    }
    version += 1;
    lease = { metadata: { name: "lease", resourceVersion: String(version) }, spec };
    return lease;
  };

  return {
    get lease() {
      return lease;
    },
    lock: (weather) => ({
      read: (signal) =>
        exchange(
          () => (lease === undefined ? undefined : { lease, record: recordOf(lease) }),
          weather(),
          signal,
        ),
      write: (seen, record, signal) => exchange(() => write(seen, specOf(record)), weather(), signal),
    }),
  };
}

/** A clock that is off by `offsetMs` and runs `rate` times as fast as the true one. */
export const skewedClock = (
  trueClock: Clock,
  { offsetMs, rate }: { offsetMs: number; rate: number },
): Clock => ({
  wallMs: () => trueClock.wallMs() * rate + offsetMs,
  steadyMs: () => trueClock.steadyMs() * rate + offsetMs,
  after: (delayMs, callback) => trueClock.after(delayMs / rate, callback),
});
