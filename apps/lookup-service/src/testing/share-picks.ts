import { createSeededRandom } from "@fairlead/pod-picking";
import { until } from "@fairlead/test-support";
import { pino, type Logger } from "pino";
import type { LookupService } from "../create-lookup-service.ts";
import { poolViewSchema, type PoolView } from "../pools/pool-view.ts";
import type { MemorySource } from "../sources/memory-source.ts";
import { createTestService, listPods } from "./test-service.ts";

/** The pool of {@link startReplica}. */
export const SHARED_POOL = "default/chat";

/** A replica of the lookup service in the test's process, whose pods never report. */
export interface Replica {
  readonly service: LookupService<MemorySource>;
  /** What it logs, a line each. */
  readonly log: readonly string[];
  view(): Promise<PoolView>;
  sharedPicks(): Promise<NonNullable<PoolView["sharedPicks"]>>;
  /** Looks up a pod for a client. */
  lookUp(): Promise<string>;
  metrics(): Promise<string>;
}

/** How a replica is started. */
export interface ReplicaOptions {
  readonly url: string | undefined;
  readonly password?: string;
  readonly pods?: number;
  readonly seed?: number;
  readonly leaseSeconds?: number;
  readonly timeoutMs?: number;
}

/** Starts a replica; it is not waited for that it reaches Valkey. */
export async function startReplica(options: ReplicaOptions): Promise<Replica> {
  const { leaseSeconds = 600, password, pods = 4, seed = 1, timeoutMs = 500, url } = options;
  const log: string[] = [];
  const logger: Logger = pino({ level: "debug" }, { write: (line: string) => void log.push(line) });
  const service = createTestService(
    {
      pools: {
        [SHARED_POOL]: { workload: { format: "push" }, picking: { picker: "minimum", leaseSeconds } },
      },
      picks: { valkey: { url, password, intervalMs: 10, timeoutMs } },
    },
    { logger, random: createSeededRandom(seed) },
  );
  service.source.set(SHARED_POOL, listPods(pods));
  await service.start();
  const text = async (path: string): Promise<string> => (await service.app.request(path)).text();
  const view = async (): Promise<PoolView> =>
    poolViewSchema.parse(JSON.parse(await text(`/v1/pools/${SHARED_POOL}`)));
  return {
    service,
    log,
    view,
    async sharedPicks() {
      const { sharedPicks } = await view();
      if (sharedPicks === null) throw new Error("This replica is not to share its picks.");
      return sharedPicks;
    },
    lookUp: () => text("/pod-lookup"),
    metrics: () => text("/metrics"),
  };
}

/** Waits until a replica exchanges picks. */
export const connected = (replica: Replica): Promise<unknown> =>
  until("picks are exchanged", async () => (await replica.sharedPicks()).connected);

/** Waits until a replica goes by its own picks. */
export const alone = (replica: Replica): Promise<unknown> =>
  until("the replica is alone", async () => {
    const { connected: isConnected, fault } = await replica.sharedPicks();
    return !isConnected && fault !== null;
  });

/** Waits until a replica knows that so many of its picks have been told, which others may have read before. */
export const hasSent = (replica: Replica, picks: number): Promise<unknown> =>
  until(`${picks} picks are sent`, async () => (await replica.sharedPicks()).sent === picks);

/** Waits until a replica has taken so many picks of others. */
export const hasTaken = (replica: Replica, picks: number): Promise<unknown> =>
  until(`${picks} picks are taken`, async () => (await replica.sharedPicks()).taken === picks);
