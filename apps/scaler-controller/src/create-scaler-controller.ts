import { createHttpServer, type ListenAddress } from "@fairlead/service-kit";
import type { Hono } from "hono";
import { pino, type Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { createApp } from "./http/create-app.ts";
import { figuresOf, viewPool } from "./http/describe-pool.ts";
import { createEventStreams } from "./http/event-stream.ts";
import type { ScaledPool } from "./interfaces/scaled-pool.ts";
import type { Clock } from "./interfaces/clock.ts";
import type { Leadership } from "./interfaces/leadership.ts";
import { fixedPools, type PoolDirectory } from "./interfaces/pool-directory.ts";
import type { PoolWorld } from "./interfaces/pool-world.ts";
import { createMetrics, type ScalerMetrics } from "./metrics/create-metrics.ts";
import { createPoolController, type ReconcileSettings } from "./reconcile/pool-controller.ts";
import { createPoolSet } from "./reconcile/pool-set.ts";
import { explainPool } from "./explain/explain-pool.ts";
import { steadyClock } from "./steady-clock.ts";

/** What a scaler is made of. */
export interface ScalerControllerOptions {
  readonly pools: readonly PoolWorld[] | PoolDirectory;
  /** Which of several controllers acts; `soleLeadership` where there can be one only. */
  readonly leadership: Leadership;
  readonly reconcile?: Partial<ReconcileSettings>;
  readonly listen?: ListenAddress;
  /** What is not answered by then after `stop` is cut off. Default 10,000. */
  readonly stopTimeoutMs?: number;
  /** Default: silent. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  /** Default: new ones, in a registry of their own. */
  readonly metrics?: ScalerMetrics;
}

/** A scaler in this process. */
export interface ScalerController {
  /** The application; `app.request()` answers without a port. */
  readonly app: Hono;
  readonly address: ListenAddress | undefined;
  /** A pool as it was seen last; `undefined` for a pool that is none of its own. */
  view(pool: string): ScaledPool | undefined;
  /** Why it is so, in sentences; `undefined` before the first look. */
  explain(pool: string): string | undefined;
  /** Looks at the pools now instead of at the next interval. */
  wake(): void;
  /** Takes part in leadership and begins to look, without a port. */
  start(): Promise<void>;
  /**
   * Starts, and listens.
   *
   * @throws {FairleadError} `listen_failed` when the address cannot be had.
   */
  listen(): Promise<ListenAddress>;
  /**
   * Says not ready, ends the pass under way after its present action, hands over leadership, and closes the
   * port. The pods stay as they are: the next controller goes on where this one stopped.
   */
  stop(): Promise<void>;
}

/** How pools are looked at where nothing else is said. */
export const DEFAULT_RECONCILE: ReconcileSettings = {
  intervalMs: 1_000,
  pauseMs: 20,
  backOffBaseMs: 250,
  backOffMaxMs: 30_000,
};

/**
 * Creates a scaler; nothing runs before `start` or `listen`.
 *
 * @example
 * ```ts
 * const world = createLocalWorld({ pool: "default/chat", … });
 * const scaler = createScalerController({ pools: [world], leadership: soleLeadership });
 * await scaler.start();
 * ```
 */
export function createScalerController(options: ScalerControllerOptions): ScalerController {
  const {
    clock = steadyClock,
    leadership,
    listen = { host: "127.0.0.1", port: 0 },
    logger = pino({ enabled: false }),
    stopTimeoutMs = 10_000,
  } = options;
  const settings = { ...DEFAULT_RECONCILE, ...options.reconcile };
  const metrics = options.metrics ?? createMetrics();
  const streams = createEventStreams();
  let stopping: Promise<void> | undefined;
  let started: Promise<void> | undefined;
  const isLeader = (): boolean => stopping === undefined && leadership.isLeader();
  const directory = "follow" in options.pools ? options.pools : fixedPools(options.pools);
  const pools = createPoolSet(directory, (world) =>
    createPoolController({
      world,
      clock,
      leadership: { isLeader },
      settings,
      metrics,
      logger,
      passed: async (controller) => world.publish?.(viewPool(controller, true, clock.nowMs())),
    }),
  );
  const { controllers } = pools;
  metrics.observe({
    pools: () => [...controllers.values()].map((pool) => figuresOf(pool, clock.nowMs())),
    isLeader,
    eventStreams: () => streams.size,
  });
  /** Of pools that come and go, one that cannot be looked at must not make the others' scaler look broken. */
  const haveAllBeenSeen = (): boolean =>
    [...controllers.values()].every(({ last, fault }) => last !== undefined && fault === undefined);
  const app = createApp({
    pools: controllers,
    isLeader,
    streams,
    clock,
    logger,
    isReady: () =>
      stopping === undefined &&
      started !== undefined &&
      leadership.fault === undefined &&
      directory.isComplete() &&
      (!isLeader() || "follow" in options.pools || haveAllBeenSeen()),
    exposition: metrics.exposition,
    version: packageJson.version,
  });
  const server = createHttpServer({ app, logger });

  async function begin(): Promise<void> {
    pools.start();
    await leadership.start(() => {
      logger.info({ leader: isLeader() }, "leadership changed");
      pools.wake();
    });
    if (leadership.fault !== undefined) logger.warn({ err: leadership.fault }, "no part in leadership");
  }
  async function close(): Promise<void> {
    await started?.catch(() => {});
    await pools.stop();
    await leadership.stop();
    streams.stop();
    await server.close(stopTimeoutMs);
  }

  return {
    app,
    get address() {
      return server.address;
    },
    view(id) {
      const pool = controllers.get(id);
      return pool === undefined ? undefined : viewPool(pool, isLeader(), clock.nowMs());
    },
    explain(id) {
      const last = controllers.get(id)?.last;
      return last === undefined ? undefined : explainPool(id, last);
    },
    wake: pools.wake,
    start: () => (started ??= begin()),
    async listen() {
      await (started ??= begin());
      return server.listen(listen);
    },
    stop: () => (stopping ??= close()),
  };
}
