import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { RandomSource } from "@fairlead/pod-picking";
import type { LookupServiceConfiguration } from "@fairlead/routing-schema";
import type { Hono } from "hono";
import { pino, type Logger } from "pino";
import { monotonicClock, type Clock } from "./clock.ts";
import { createCollector } from "./collection/collector.ts";
import { createApp } from "./http/create-app.ts";
import { answerHot } from "./http/hot-path.ts";
import { createAnswerLookup } from "./lookup/answer-lookup.ts";
import { createPoolRegistry } from "./pools/pool-registry.ts";
import { createAnswerSnapshot } from "./snapshot/answer-snapshot.ts";
import type { PodSource } from "./sources/pod-source.ts";

/** What a lookup service is made of. */
export interface LookupServiceOptions<Source extends PodSource = PodSource> {
  readonly source: Source;
  /** The configuration, with `source` left out: it is given above. */
  readonly configuration: Omit<LookupServiceConfiguration, "source">;
  /** Default: silent. */
  readonly logger?: Logger;
  readonly clock?: Clock;
  readonly random?: RandomSource;
}

/** Where the service listens. */
export interface LookupServiceAddress {
  readonly host: string;
  readonly port: number;
}

/** A lookup service in this process. */
export interface LookupService<Source extends PodSource = PodSource> {
  /** The application; `app.request()` answers without a port. */
  readonly app: Hono;
  readonly source: Source;
  /** Where it listens; `undefined` before {@link listen} and after {@link stop}. */
  readonly address: LookupServiceAddress | undefined;
  /** Starts the source and the collection, without a port. */
  start(): Promise<void>;
  /** Starts, and listens at `listen.host` and `listen.port` of the configuration. */
  listen(): Promise<LookupServiceAddress>;
  /** Says not ready, waits `stop.drainMs`, closes everything. Further calls wait for the first. */
  stop(): Promise<void>;
}

/** Creates a lookup service; nothing runs before {@link LookupService.start} or `listen`. */
export function createLookupService<Source extends PodSource>(
  options: LookupServiceOptions<Source>,
): LookupService<Source> {
  const {
    source,
    configuration,
    logger = pino({ enabled: false }),
    clock = monotonicClock,
    random = Math.random,
  } = options;
  const collector = createCollector({ ...configuration.collection, clock, random });
  const registry = createPoolRegistry({
    settings: configuration.pools,
    random,
    observer: { picked: (pool) => collector.wake(pool) },
    changed: (pool) => collector.follow(pool),
  });
  const answers = {
    answerLookup: createAnswerLookup({ registry, clock, random }),
    answerSnapshot: createAnswerSnapshot({
      registry,
      clock,
      random,
      maxAgeMs: configuration.snapshot.maxAgeMs,
      instance: randomUUID().slice(0, 8),
      firstGeneration: Date.now(),
    }),
  };
  let started: Promise<void> | undefined;
  let stopping: Promise<void> | undefined;
  let server: Server | undefined;
  const app = createApp({ answers, isReady: () => registry.ready && stopping === undefined });

  function start(): Promise<void> {
    started ??= source.start({
      pods(pools) {
        registry.apply(pools, clock());
        logger.info({ pools: pools.size }, "pods read");
      },
      fault(error) {
        registry.fail(error);
        logger.warn({ err: error }, "pods cannot be read");
      },
    });
    return started;
  }

  async function listen(): Promise<LookupServiceAddress> {
    await start();
    const listener = getRequestListener(app.fetch);
    const opened = createServer((request, response) => {
      if (!answerHot(request, response, answers)) void listener(request, response);
    });
    server = opened;
    const { host, port } = configuration.listen;
    await new Promise<void>((resolve, reject) => {
      opened.once("error", reject);
      opened.listen({ host, port }, resolve);
    });
    return addressOf(opened);
  }

  async function close(): Promise<void> {
    const opened = server;
    if (opened?.listening === true) {
      await new Promise((resolve) => setTimeout(resolve, configuration.stop.drainMs));
    }
    await source.stop();
    collector.stop();
    if (opened?.listening === true) {
      await new Promise((resolve) => {
        opened.close(resolve);
        opened.closeIdleConnections();
      });
    }
    server = undefined;
  }

  return {
    app,
    source,
    get address() {
      return server?.listening === true ? addressOf(server) : undefined;
    },
    start,
    listen,
    stop: () => (stopping ??= close()),
  };
}

function addressOf(server: Server): LookupServiceAddress {
  const { address, port } = server.address() as AddressInfo;
  return { host: address, port };
}
