import { FairleadError } from "@fairlead/routing-schema";
import type { Logger } from "pino";
import { createEventRing, type EventRing } from "../events/event-ring.ts";
import { createExecutor } from "../execute/create-executor.ts";
import type { PauseLimits } from "../execute/back-off-book.ts";
import type { Clock } from "../interfaces/clock.ts";
import type { Leadership } from "../interfaces/leadership.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { ScalerMetrics } from "../metrics/create-metrics.ts";
import { createPass, type PassResult } from "./create-pass.ts";
import { isAtRest } from "./is-at-rest.ts";
import { isEmptying } from "./is-emptying.ts";
import { createTeller } from "./create-teller.ts";
import { startLoop, type Loop } from "./create-loop.ts";
import { createSlowLooks, type SlowLook } from "./slow-looks.ts";

/** How often a pool is looked at. */
export interface ReconcileSettings extends PauseLimits {
  /** While nothing is told; up to five times as long once nothing is under way where watches tell everything. */
  readonly intervalMs: number;
  /** The shortest time between two looks. */
  readonly pauseMs: number;
}

/** Keeps one pool as it should be. */
export interface PoolController {
  readonly world: PoolWorld;
  readonly events: EventRing;
  /** What the last pass saw and did; `undefined` before the first. */
  readonly last: PassResult | undefined;
  /** Why the last pass could not look; `undefined` after one that could. */
  readonly fault: Error | undefined;
  /** Why something that is planned was not done at the last try, as when a quota is used up. */
  readonly actionFault: Error | undefined;
  /** Looks that last as long as the lease, so that nothing can be done on them; `undefined` while they do not. */
  readonly slowLook: SlowLook | undefined;
  start(): void;
  wake(): void;
  stop(): Promise<void>;
}

/** What a pool controller is made of. */
export interface PoolControllerOptions {
  readonly world: PoolWorld;
  readonly clock: Clock;
  readonly leadership: Pick<Leadership, "isLeader">;
  readonly settings: ReconcileSettings;
  readonly metrics: ScalerMetrics;
  readonly logger: Logger;
  /**
   * Called after passes, though not after each of several that follow one another at once; what it throws is logged.
   * The next pass does not wait for it.
   */
  readonly passed?: (controller: PoolController) => Promise<void>;
}

/** Of looks that follow one another faster, the last is told: a pod that comes in is told of once. */
const TELL_QUIET_MS = 250;
const TELL_LIMIT_MS = 1_000;
/** So many intervals lie between two looks at a pool that has been at rest for a while. */
const REST_INTERVALS = 5;
/** How often an emptying pod is looked at within an interval. */
const EMPTYING_LOOKS = 5;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));

/** Creates the controller of a pool; nothing runs before `start`. */
export function createPoolController(options: PoolControllerOptions): PoolController {
  const { clock, leadership, metrics, settings, world } = options;
  const { pool } = world;
  const logger = options.logger.child({ pool });
  const events = createEventRing();
  let last: PassResult | undefined;
  let fault: Error | undefined;
  let actionFault: Error | undefined;
  let isReleased = false;
  const slowLooks = createSlowLooks();
  let intervals = 1;
  let loop: Loop | undefined;
  let unwatch: (() => void)[] = [];

  const executor = createExecutor({
    clock,
    mayAct: () => leadership.isLeader(),
    backOffBaseMs: settings.backOffBaseMs,
    backOffMaxMs: settings.backOffMaxMs,
    observe(action, outcome, error) {
      metrics.acted(pool, action.kind, outcome);
      if (action.kind === "releasePool" && outcome === "done") isReleased = true;
      if (outcome === "failed") {
        actionFault = asError(error);
        logger.warn({ err: error, action }, "action failed");
      } else if (outcome !== "done") logger.debug({ err: error, action, outcome }, "action not done");
      else if (action.kind !== "recordEvent") logger.debug({ action }, "action done");
    },
  });
  const pass = createPass({
    world,
    clock,
    executor,
    planned: (durationMs) => metrics.planned(pool, durationMs / 1_000),
    record(event) {
      events.record(event);
      world.events?.record(event);
      metrics.happened(pool, event.reason);
      const { reason, routeId, message } = event;
      logger.info({ reason, routeId, detail: message }, "event");
    },
  });

  async function tell(): Promise<void> {
    // Leadership may have ended during the pass: what another one has told since then is newer.
    if (!leadership.isLeader()) return;
    try {
      await options.passed?.(controller);
    } catch (error) {
      logger.warn({ err: error }, "the pool's status cannot be told");
    }
  }
  // Beside the looks: no pod waits until its users have read of the last one.
  const teller = createTeller({ tell, clock, quietMs: TELL_QUIET_MS, limitMs: TELL_LIMIT_MS });

  async function run(): Promise<number | undefined> {
    if (!leadership.isLeader()) return undefined;
    const startedAtMs = clock.nowMs();
    try {
      last = await pass.run();
      fault = undefined;
      const { execution, observation, plan } = last;
      // While an action pauses after a failure, it has not been done yet.
      if (execution.failures === 0 && execution.retryAtMs === undefined) actionFault = undefined;
      if (slowLooks.take(last, world.source.current().lifecycle.leaseMs, clock.nowMs())) {
        logger.warn(
          { ...slowLooks.present },
          "looks take longer than the lease: what they show is too old to act on",
        );
      }
      teller.happened(execution.changed);
      if (observation.lookupFault !== undefined) {
        metrics.observeFailed(pool, "lookup");
        logger.debug({ err: observation.lookupFault }, "lookup service not heard");
      }
      metrics.reconciled(pool, "done", (clock.nowMs() - startedAtMs) / 1_000);
      intervals = world.glances === true && isAtRest(last) ? Math.min(intervals * 2, REST_INTERVALS) : 1;
      if (execution.changed) return clock.nowMs();
      const looks = isEmptying(observation) ? EMPTYING_LOOKS : 1;
      const dueAtMs = clock.nowMs() + (settings.intervalMs * intervals) / looks;
      return Math.min(dueAtMs, plan.wakeAtMs ?? Infinity, execution.retryAtMs ?? Infinity);
    } catch (error) {
      // Whoever looks at a pool that was let go finds nothing, as it should be.
      if (isReleased && FairleadError.isInstance(error) && error.code === "precondition_failed")
        return undefined;
      fault = asError(error);
      intervals = 1;
      metrics.reconciled(pool, "failed", (clock.nowMs() - startedAtMs) / 1_000);
      metrics.observeFailed(pool, "world");
      logger.warn({ err: fault }, "the pool cannot be looked at");
      teller.happened();
      return undefined;
    }
  }

  const controller: PoolController = {
    world,
    events,
    get last() {
      return last;
    },
    get fault() {
      return fault;
    },
    get actionFault() {
      return actionFault;
    },
    get slowLook() {
      return slowLooks.present;
    },
    start() {
      const wake = (): void => loop?.wake();
      const { pods, routes, scalingMetrics, source, workload } = world;
      const parts = [
        pods,
        routes,
        source,
        workload,
        ...(scalingMetrics === undefined ? [] : [scalingMetrics]),
      ];
      unwatch = parts.map((part) => part.watch(wake));
      loop = startLoop({ run, clock, intervalMs: settings.intervalMs, pauseMs: settings.pauseMs });
    },
    wake: () => loop?.wake(),
    async stop() {
      for (const end of unwatch.splice(0)) end();
      await loop?.stop();
      await teller.stop();
    },
  };
  return controller;
}
