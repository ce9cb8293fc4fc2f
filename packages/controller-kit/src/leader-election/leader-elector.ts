import { jitter } from "../clock/back-off.ts";
import { sleep, systemClock, type Clock, type Random } from "../clock/clock.ts";
import { withTimeLimit } from "../clock/time-limit.ts";
import { retryOnConflict } from "../errors/retry-on-conflict.ts";
import { noMetrics, type Metrics } from "../metrics/metrics.ts";
import { checkTiming, DEFAULT_TIMING, RETRY_JITTER, type ElectionTiming } from "./election-timing.ts";
import { claim, isHeldByOther, observeLease, release, type ObservedLease } from "./lease-decision.ts";
import type { LeaseLock } from "./lease-lock.ts";
import { recordOf, type Lease } from "./lease-record.ts";

/** Settings of {@link createLeaderElector}. */
export interface LeaderElectorOptions extends Partial<ElectionTiming> {
  readonly lock: LeaseLock;
  /** Names this process among all candidates, such as host name and a random part. Must be unique. */
  readonly identity: string;
  /** Of the election, for metrics. */
  readonly name?: string | undefined;
  /** Told who leads, each time that changes. Empty: nobody. */
  readonly onNewLeader?: ((identity: string) => void) | undefined;
  /** Told of each try that failed. */
  readonly onError?: ((error: unknown) => void) | undefined;
  readonly metrics?: Metrics | undefined;
  readonly clock?: Clock | undefined;
  readonly random?: Random | undefined;
}

/** One of several candidates, of whom one at most leads. */
export interface LeaderElector {
  /** Whether this process leads at this moment. Asks the clock, so it is right even when timers are late. */
  isLeader(): boolean;
  /** Who leads as far as is known. */
  leader(): string;
  /**
   * Waits until this process leads, then runs `lead`, whose signal is aborted when it leads no more or
   * `signal` is aborted. When `lead` has ended, and leadership is not lost, it is given up for the next.
   *
   * Gives `stopped` when `signal` or `lead` ended it, `lost` when leadership was lost.
   */
  run(signal: AbortSignal, lead: (leading: AbortSignal) => Promise<void>): Promise<"stopped" | "lost">;
}

/** The reason of the signal when leadership is lost. */
export class LeadershipLostError extends Error {
  override readonly name = "LeadershipLostError";
  constructor() {
    super("This process leads no more: it could not renew its Lease in time, or another one has it.");
  }
}

/**
 * Creates a candidate.
 *
 * Who leads stops doing so `renewDeadlineMs` after the *beginning* of its last renewal that succeeded;
 * who waits takes over no earlier than `leaseDurationMs` after it saw that renewal. Both are measured
 * with steady clocks, so that no skew between machines matters.
 *
 * @throws RangeError when the timings do not keep two leaders apart.
 */
export function createLeaderElector(options: LeaderElectorOptions): LeaderElector {
  const {
    lock,
    identity,
    name = "",
    metrics = noMetrics,
    clock = systemClock,
    random = Math.random,
  } = options;
  const timing: ElectionTiming = {
    leaseDurationMs: options.leaseDurationMs ?? DEFAULT_TIMING.leaseDurationMs,
    renewDeadlineMs: options.renewDeadlineMs ?? DEFAULT_TIMING.renewDeadlineMs,
    retryPeriodMs: options.retryPeriodMs ?? DEFAULT_TIMING.retryPeriodMs,
  };
  checkTiming(timing);
  // An answer that never comes leaves time for a second try.
  const tryLimitMs = timing.renewDeadlineMs / 2;
  const self = { identity, durationSeconds: timing.leaseDurationMs / 1_000 };
  let observed: ObservedLease | undefined;
  let lease: Lease | undefined;
  let leadsUntilMs = -Infinity;
  let toldLeader = "";

  const isLeader = (): boolean => clock.steadyMs() < leadsUntilMs;
  const learn = (seen: Lease): ObservedLease => {
    lease = seen;
    observed = observeLease(observed, recordOf(seen), seen.metadata?.resourceVersion ?? "", clock.steadyMs());
    if (observed.record.holder !== toldLeader) {
      toldLeader = observed.record.holder;
      options.onNewLeader?.(toldLeader);
    }
    return observed;
  };

  const within = <Value>(
    limitMs: number,
    signal: AbortSignal | undefined,
    call: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> =>
    withTimeLimit(clock, { limitMs, signal, message: "The Lease could not be written in time." }, call);

  /** Reads the Lease unless it is known to be ours, and claims it unless another one holds it. */
  async function tryToLead(limitMs: number, stop: AbortSignal): Promise<boolean> {
    const startedAtMs = clock.steadyMs();
    try {
      return await within(limitMs, stop, async (signal) => {
        if (!isLeader() || lease === undefined) {
          const found = await lock.read(signal);
          lease = undefined;
          if (found === undefined) observed = undefined;
          else if (isHeldByOther(learn(found.lease), identity, clock.steadyMs())) return false;
        }
        learn(await lock.write(lease, claim(observed?.record, self, clock.wallMs()), signal));
        leadsUntilMs = startedAtMs + timing.renewDeadlineMs;
        return true;
      });
    } catch (error) {
      // Somebody else may have written it, or our write was made and its answer lost: look before the next try.
      lease = undefined;
      if (!stop.aborted) options.onError?.(error);
      return false;
    }
  }

  /** Renews until that fails for too long: then leadership is over. */
  async function keepLeading(stop: AbortSignal): Promise<void> {
    while (await sleep(clock, timing.retryPeriodMs, stop)) {
      const leftMs = leadsUntilMs - clock.steadyMs();
      if (leftMs <= 0) return;
      await tryToLead(Math.min(leftMs, tryLimitMs), stop);
      const holder = observed?.record.holder;
      if (!isLeader() || (holder !== undefined && holder !== identity)) return;
    }
  }

  /** Says that nobody leads, if the Lease is still ours. */
  async function writeRelease(signal: AbortSignal): Promise<void> {
    // A renewal that was broken off may have been made all the same, so what is known may be old.
    const found = await lock.read(signal);
    if (found?.record.holder !== identity) return;
    learn(await lock.write(found.lease, release(found.record, clock.wallMs()), signal));
  }

  async function giveUp(): Promise<void> {
    const mayBeOurs = isLeader();
    // From here on another one may lead.
    leadsUntilMs = -Infinity;
    if (!mayBeOurs) return;
    try {
      await within(timing.renewDeadlineMs, undefined, (signal) =>
        retryOnConflict(() => writeRelease(signal), { clock, random }),
      );
    } catch (error) {
      // The others wait the Lease out.
      options.onError?.(error);
    }
  }

  return {
    isLeader,
    leader: () => observed?.record.holder ?? "",
    async run(signal, lead) {
      metrics.set("leaderStatus", { name }, 0);
      while (!signal.aborted && !(await tryToLead(tryLimitMs, signal))) {
        await sleep(clock, jitter(timing.retryPeriodMs, RETRY_JITTER, random), signal);
      }
      if (!isLeader()) return "stopped";
      metrics.set("leaderStatus", { name }, 1);
      const leading = new AbortController();
      const renewing = new AbortController();
      const kept = keepLeading(renewing.signal).then(() => {
        if (renewing.signal.aborted && isLeader()) return "stopped" as const;
        leadsUntilMs = -Infinity;
        metrics.set("leaderStatus", { name }, 0);
        leading.abort(new LeadershipLostError());
        return "lost" as const;
      });
      try {
        await lead(AbortSignal.any([signal, leading.signal]));
      } finally {
        // Until the work has ended this process has to lead, so it renews even while it stops.
        renewing.abort();
        await kept;
        metrics.set("leaderStatus", { name }, 0);
        await giveUp();
      }
      return kept;
    },
  };
}
