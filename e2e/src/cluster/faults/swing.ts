import { LABEL_PHASE } from "@fairlead/routing-schema";
import { until } from "@fairlead/test-support";
import { NAMESPACE, openPoolWithClients, type ClientsOfPool } from "./clients.ts";
import type { FaultyWorld } from "./faulty-world.ts";

/** Two pools with the clients of three pods: as the one grows, the other shrinks, in turn. */
export interface Swing {
  /** Clients come to the one and leave the other. */
  move(): Promise<void>;
  /** Waits until the scaler has started a pod of the one, and drains one of the other. */
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
  const both = <Result>(act: (pool: ClientsOfPool) => Promise<Result>): Promise<unknown> =>
    Promise.all([grown, small].map(act));
  const settled = async (): Promise<void> => void (await Promise.all([grown.settled(2), small.settled(1)]));
  const phasesOfJobs = (pool: ClientsOfPool): readonly string[] =>
    world.pools.objects("jobs", NAMESPACE, pool.name).map(({ metadata }) => metadata.labels[LABEL_PHASE]);
  await grown.come();
  await settled();
  return {
    async move() {
      [grown, small] = [small, grown];
      await Promise.all([grown.come(), small.leave()]);
    },
    async begun() {
      await until(`a pod of ${grown.name} is started`, () => phasesOfJobs(grown).length === 2);
      await until(`a pod of ${small.name} drains`, () => {
        const phases = phasesOfJobs(small);
        return phases.length === 1 || phases.some((phase) => phase === "draining" || phase === "closed");
      });
    },
    settled,
    expectUnharmed: async () => void (await both((pool) => pool.expectUnharmed())),
    end: async () => void (await both((pool) => pool.end())),
  };
}
