import { until } from "@fairlead/test-support";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { sessionPool } from "../cluster-objects.ts";
import type { ClusterWorld } from "../cluster-world.ts";
import { openSession, type Gateway, type Session } from "../gateway-client.ts";
import { startTraffic } from "../traffic.ts";

/** Of the pools of these tests. */
export const NAMESPACE = "games";
/** So many that the pool keeps one pod, and so many more that it wants a second one. */
const STAYING = 3;
const COMING = 4;
const CALM_PAUSE_MS = 200;
/** Between two requests through the same gateway: several pools are asked for at once, for minutes. */
const REQUEST_PAUSE_MS = 700;

/** A pool with clients through both gateways, whom no fault may reach. */
export interface ClientsOfPool {
  readonly name: string;
  readonly host: string;
  /** Why its pods are where they are, one sentence each, with the phase before. */
  reasons(): readonly string[];
  /** So many more come that the pool wants one pod more. */
  come(): Promise<void>;
  /** Those that came leave. */
  leave(): Promise<void>;
  /** Waits until the pool has so many open pods and no others, and nothing is left of any other. */
  settled(open: number): Promise<void>;
  /** No session was cut, each still carries what is sent, and every request was answered well so far. */
  expectUnharmed(): Promise<void>;
  /** Requests that were sent so far. */
  readonly sent: number;
  /** The rest leaves, after a last look, and the pool is deleted. */
  end(): Promise<void>;
}

/** Fails unless something stays true for a time: what must not happen can only be waited for. */
export async function expectToHold(
  what: string,
  durationMs: number,
  probe: () => boolean | Promise<boolean>,
): Promise<void> {
  const until = performance.now() + durationMs;
  do {
    if (!(await probe())) throw new Error(`It does not hold that ${what}.`);
    await sleep(CALM_PAUSE_MS);
  } while (performance.now() < until);
}

/** As `until`, asking rarely enough that the API server has time for others. */
export const untilCalmly = (what: string, probe: () => Promise<boolean>): Promise<boolean> =>
  until(what, async () => {
    await sleep(CALM_PAUSE_MS);
    return probe();
  });

/** Which clients a pool has. */
export interface ClientsOptions {
  /** Gateways that they come through, in turn. Default: both. */
  readonly through?: readonly string[] | undefined;
  /**
   * How long a client may be on its way to its pod. The scaler does not act on what it saw longer ago, so that a look
   * has to take less than that, through a proxy that delays it and on a busy machine, too. Default 3.
   */
  readonly leaseSeconds?: number | undefined;
}

/** Applies a pool, and has clients come to its first pod. */
export async function openPoolWithClients(
  world: ClusterWorld,
  name: string,
  { leaseSeconds = 3, through = ["gateway-a", "gateway-b"] }: ClientsOptions = {},
): Promise<ClientsOfPool> {
  const host = `${name}.test`;
  await world.apply(
    sessionPool({ namespace: NAMESPACE, name }, { picking: { leaseSeconds, reportMaxAgeSeconds: 10 } }),
  );
  await world.settled(NAMESPACE, name, 1);
  const gateways = await Promise.all(through.map((gateway) => world.gateway(gateway)));
  const requests = startTraffic(gateways, host, { pauseMs: REQUEST_PAUSE_MS });
  const enter = (count: number): Promise<Session[]> =>
    Promise.all(
      Array.from({ length: count }, (_, index) =>
        openSession(gateways[index % gateways.length] as Gateway, host),
      ),
    );
  const staying = await enter(STAYING);
  const coming: Session[] = [];
  /** Names of the Jobs, and of the routes and subsets that belong to Jobs. */
  const objectsOfPods = (): readonly string[] =>
    (["jobs", "virtualServices", "destinationRules"] as const).flatMap((kind) =>
      world.pools
        .objects(kind, NAMESPACE, name)
        .filter(({ metadata }) => kind === "jobs" || metadata.ownerReferences?.[0]?.kind === "Job")
        .map(({ metadata }) => metadata.name as string),
    );
  const expectUnharmed = async (): Promise<void> => {
    const all = [...staying, ...coming];
    expect(all.filter(({ isCut }) => isCut).map(({ podId }) => podId)).toEqual([]);
    await Promise.all(all.map((session, index) => session.echo(`still there, ${index}`)));
    expect(requests.losses).toEqual([]);
  };
  return {
    name,
    host,
    reasons: () =>
      (world.pools.status(NAMESPACE, name).pods ?? []).map(({ phase, why }) => `${phase}: ${why}`),
    get sent() {
      return requests.sent;
    },
    async come() {
      coming.push(...(await enter(COMING)));
    },
    async leave() {
      await Promise.all(coming.splice(0).map((session) => session.leave()));
    },
    async settled(open) {
      await world.settled(NAMESPACE, name, open);
      // Each pod has a Job, a route and a subset.
      await until(`nothing but ${open} pods is left of ${name}`, () => {
        const names = objectsOfPods();
        return names.length === 3 * open && new Set(names).size === open;
      });
    },
    expectUnharmed,
    async end() {
      await expectUnharmed();
      expect(await requests.end()).toEqual([]);
      await Promise.all([...staying, ...coming].map((session) => session.leave()));
      await world.bed.kubectl(["-n", NAMESPACE, "delete", "podpool", name, "--timeout=90s"]);
    },
  };
}
