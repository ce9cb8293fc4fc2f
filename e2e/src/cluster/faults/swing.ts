import { LABEL_PHASE } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { NAMESPACE, openPoolWithClients, type ClientsOfPool } from "./clients.ts";
import type { FaultyWorld } from "./faulty-world.ts";

/** Two pools with the clients of three pods: as the one grows, the other shrinks, in turn. */
export interface Swing {
  /** Clients come to the one and leave the other; as one half, by turns: they come, or they leave. */
  move(halves: 1 | 2): Promise<void>;
  /** Waits until the scaler has started a pod where clients have come, and drains one where they have left. */
  begun(): Promise<void>;
  /** Waits until each has as many pods as its clients need, and nothing is left of the one that went. */
  settled(): Promise<void>;
  /** See {@link ClientsOfPool}. */
  expectUnharmed(): Promise<void>;
  end(): Promise<void>;
}

const LEASE_SECONDS = 2;

/** Applies two pools, and has one grow. */
export async function openSwing(world: FaultyWorld, name: string): Promise<Swing> {
  const open = (suffix: string): Promise<ClientsOfPool> =>
    openPoolWithClients(world, `${name}-${suffix}`, { leaseSeconds: LEASE_SECONDS });
  let [grown, small] = await Promise.all([open("a"), open("b")]);
  const wanted = new Map([
    [grown, 1],
    [small, 1],
  ]);
  const each = async (act: (pool: ClientsOfPool) => Promise<unknown>): Promise<void> =>
    void (await Promise.all([...wanted.keys()].map(act)));
  let moving: readonly ClientsOfPool[] = [];
  let isHalfWay = false;
  const come = (pool: ClientsOfPool): Promise<void> => {
    wanted.set(pool, 2);
    return pool.come();
  };
  const leave = (pool: ClientsOfPool): Promise<void> => {
    wanted.set(pool, 1);
    return pool.leave();
  };
  function moveHalf(): { readonly pool: ClientsOfPool; readonly done: Promise<void> } {
    isHalfWay = !isHalfWay;
    if (!isHalfWay) return { pool: small, done: leave(small) };
    [grown, small] = [small, grown];
    return { pool: grown, done: come(grown) };
  }
  const settled = (): Promise<void> => each((pool) => pool.settled(wanted.get(pool) ?? 0));
  const phasesOfJobs = (pool: ClientsOfPool): readonly string[] =>
    world.pools.objects("jobs", NAMESPACE, pool.name).map(({ metadata }) => metadata.labels[LABEL_PHASE]);
  const begun = (pool: ClientsOfPool): Promise<boolean> =>
    wanted.get(pool) === 2
      ? until(`a pod of ${pool.name} is started`, () => phasesOfJobs(pool).length === 2)
      : until(`a pod of ${pool.name} drains`, () => {
          const phases = phasesOfJobs(pool);
          return phases.length === 1 || phases.some((phase) => phase === "draining" || phase === "closed");
        });
  await come(grown);
  await settled();
  return {
    async move(halves) {
      const moves = Array.from({ length: halves }, moveHalf);
      moving = moves.map(({ pool }) => pool);
      await Promise.all(moves.map(({ done }) => done));
    },
    begun: async () => void (await Promise.all(moving.map(begun))),
    settled,
    expectUnharmed: () => each((pool) => pool.expectUnharmed()),
    end: () => each((pool) => pool.end()),
  };
}
