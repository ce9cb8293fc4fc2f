import { ofPool, paths } from "../cluster-world.ts";
import { NAMESPACE, openPoolWithClients, untilCalmly, type ClientsOfPool } from "./clients.ts";
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
/** There are many pools, and the machine is to have time for their scaler. */
const REQUEST_PAUSE_MS = 100;

/** Applies two pools, and has one grow. */
export async function openSwing(world: FaultyWorld, name: string): Promise<Swing> {
  const open = (suffix: string): Promise<ClientsOfPool> =>
    openPoolWithClients(world, `${name}-${suffix}`, {
      leaseSeconds: LEASE_SECONDS,
      requestPauseMs: REQUEST_PAUSE_MS,
    });
  let [grown, small] = await Promise.all([open("a"), open("b")]);
  const both = <Result>(act: (pool: ClientsOfPool) => Promise<Result>): Promise<unknown> =>
    Promise.all([grown, small].map(act));
  const settled = async (): Promise<void> => void (await Promise.all([grown.settled(2), small.settled(1)]));
  const phasesOfJobs = async (pool: ClientsOfPool): Promise<readonly string[]> =>
    (await world.items(ofPool(paths.jobs(NAMESPACE), pool.name))).map(
      ({ metadata }) => metadata.labels["fairlead.dev/phase"],
    );
  await grown.come();
  await settled();
  return {
    async move() {
      [grown, small] = [small, grown];
      await Promise.all([grown.come(), small.leave()]);
    },
    async begun() {
      await untilCalmly(
        `a pod of ${grown.name} is started`,
        async () => (await phasesOfJobs(grown)).length === 2,
      );
      await untilCalmly(`a pod of ${small.name} drains`, async () => {
        const phases = await phasesOfJobs(small);
        return phases.length === 1 || phases.some((phase) => phase === "draining" || phase === "closed");
      });
    },
    settled,
    expectUnharmed: async () => void (await both((pool) => pool.expectUnharmed())),
    end: async () => void (await both((pool) => pool.end())),
  };
}
