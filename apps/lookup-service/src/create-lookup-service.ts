import { randomUUID } from "node:crypto";
import type { RandomSource } from "@fairlead/pod-picking";
import type { FairleadError, LookupServiceConfiguration } from "@fairlead/routing-schema";
import { createHttpServer, type ListenAddress } from "@fairlead/service-kit";
import type { Hono } from "hono";
import { pino, type Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { monotonicClock, type Clock } from "./clock.ts";
import { createCollector } from "./collection/collector.ts";
import { createEventHub } from "./events/event-hub.ts";
import { createApp } from "./http/create-app.ts";
import { readFilterModule, type FilterModule } from "./http/filter-module.ts";
import { answerHot } from "./http/hot-path.ts";
import { createAnswerLookup } from "./lookup/answer-lookup.ts";
import { createMetrics } from "./metrics/create-metrics.ts";
import { createPoolRegistry } from "./pools/pool-registry.ts";
import { openSharedPicks } from "./shared-picks/open-shared-picks.ts";
import { createAnswerSnapshot } from "./snapshot/answer-snapshot.ts";
import { createSnapshotHolds } from "./snapshot/snapshot-holds.ts";
import type { PodSource } from "./sources/pod-source.ts";

/**
 * Gateways keep idle connections for an hour by default. The service waits longer, so that it is the
 * gateway who closes: a request sent into a closing connection would be lost.
 */
const KEEP_ALIVE_MS = 3_700_000;

/** What a lookup service is made of. */
export interface LookupServiceOptions<Source extends PodSource = PodSource> {
  readonly source: Source;
  /** The configuration, with `source` left out: it is given above. */
  readonly configuration: Omit<LookupServiceConfiguration, "source">;
  /** Default: silent. */
  readonly logger?: Logger;
  /** The compiled gateway filter; by default that of `@fairlead/gateway-filter`. */
  readonly filterModulePath?: string;
  readonly clock?: Clock;
  readonly random?: RandomSource;
}

/** A lookup service in this process. */
export interface LookupService<Source extends PodSource = PodSource> {
  /** The application; `app.request()` answers without a port. */
  readonly app: Hono;
  readonly source: Source;
  /** Where it listens; `undefined` before {@link LookupService.listen} and after {@link LookupService.stop}. */
  readonly address: ListenAddress | undefined;
  /** Starts the source and the collection, without a port. */
  start(): Promise<void>;
  /**
   * Starts, and listens at `listen.host` and `listen.port` of the configuration.
   *
   * @throws {FairleadError} `listen_failed` when the address cannot be had.
   */
  listen(): Promise<ListenAddress>;
  /**
   * Says not ready, waits `stop.drainMs` while it still answers, then closes everything; what is not
   * answered by `stop.timeoutMs` is cut off. Further calls wait for the first.
   */
  stop(): Promise<void>;
}

/**
 * Creates a lookup service; nothing runs before `start` or `listen`.
 *
 * @throws {FairleadError} `configuration_invalid` when `picks.valkey.url` is no URL of a Valkey.
 * @example
 * ```ts
 * const source = createMemorySource();
 * const service = createLookupService({ source, configuration: parseLookupConfiguration({ listen: { port: 0 } }) });
 * source.set("default/chat", [{ podId: "chat-1", endpoint: "127.0.0.2:8080" }]);
 * const { host, port } = await service.listen();
 * ```
 */
export function createLookupService<Source extends PodSource>(
  options: LookupServiceOptions<Source>,
): LookupService<Source> {
  const {
    source,
    configuration,
    logger = pino({ enabled: false }),
    filterModulePath,
    clock = monotonicClock,
    random = Math.random,
  } = options;
  const { collection, picks, pools: settings, snapshot, stop, listen: listenAt } = configuration;
  const metrics = createMetrics(clock);
  const collector = createCollector({
    ...collection,
    clock,
    random,
    observe: (pool, _, outcome) => metrics.collected(pool.id, outcome),
  });
  const holds = createSnapshotHolds();
  const registry = createPoolRegistry({
    settings,
    random,
    observer: {
      picked: (pool) => collector.wake(pool),
      ...(picks.valkey.url !== undefined && {
        handedOut: (pool, told) => sharedPicks?.handedOut(pool, told),
      }),
      listed: (pool) => holds.listed(pool),
      regret: (pool, value) => metrics.regret(pool.id, value),
    },
    countersFor: metrics.countersFor,
    changed(pool, change) {
      collector.follow(pool);
      if (change === "removed") {
        holds.listed(pool);
        metrics.forgetPool(pool.id);
      }
    },
    unreadable(pool, fault) {
      metrics.sourceFailed(fault.code);
      logger.warn({ err: fault, pool: pool.id }, "settings of a pool cannot be read, the last ones stay");
    },
  });
  const sharedPicks = openSharedPicks({
    configuration: picks.valkey,
    registry,
    clock,
    random,
    logger,
    metrics,
  });
  const sharing = sharedPicks?.state;
  metrics.observePools(registry, sharing);
  const hub = createEventHub({
    registry,
    clock,
    opened: metrics.eventStreamOpened,
    closed: metrics.eventStreamClosed,
  });
  const answers = {
    answerLookup: createAnswerLookup({
      registry,
      clock,
      random,
      observeSeconds: metrics.observeLookupSeconds,
      refused: metrics.refused,
    }),
    answerSnapshot: createAnswerSnapshot({
      registry,
      clock,
      random,
      maxAgeMs: snapshot.maxAgeMs,
      instance: randomUUID().slice(0, 8),
      firstGeneration: Date.now(),
      holds,
      refused: metrics.refused,
    }),
  };
  let started: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let module: Promise<FilterModule | undefined> | undefined;
  const app = createApp({
    answers,
    registry,
    hub,
    clock,
    logger,
    source,
    sharing,
    pushed: metrics.pushed,
    isReady: () => registry.ready && stopping === undefined,
    exposition: metrics.exposition,
    filterModule: () => (module ??= readFilterModule(filterModulePath)),
    version: packageJson.version,
  });
  const server = createHttpServer({
    app,
    logger,
    keepAliveMs: KEEP_ALIVE_MS,
    answerDirectly: (request, response) => answerHot(request, response, answers),
  });

  let lastFault: FairleadError | undefined;
  async function startAll(): Promise<void> {
    await source.start({
      pods(pools, revision) {
        registry.apply(pools, clock(), revision);
        logger.info({ pools: pools.size }, "pods read");
      },
      fault(error) {
        registry.fail(error);
        if (error === lastFault) return;
        lastFault = error;
        metrics.sourceFailed(error.code);
        logger.warn(
          { err: error, keptPools: registry.pools.size },
          "pods cannot be read, the last ones stay in force",
        );
      },
      setback(error) {
        metrics.sourceFailed(error.code);
        logger.warn({ err: error }, "source failed for a moment, and tries again");
      },
    });
    sharedPicks?.start();
  }
  const start = (): Promise<void> => (started ??= startAll());

  async function close(): Promise<void> {
    if (server.address !== undefined) await new Promise((resolve) => setTimeout(resolve, stop.drainMs));
    await source.stop();
    collector.stop();
    hub.stop();
    holds.end();
    await Promise.all([sharedPicks?.stop(), server.close(stop.timeoutMs)]);
  }

  return {
    app,
    source,
    get address() {
      return server.address;
    },
    start,
    async listen() {
      await start();
      return server.listen(listenAt);
    },
    stop: () => (stopping ??= close()),
  };
}
