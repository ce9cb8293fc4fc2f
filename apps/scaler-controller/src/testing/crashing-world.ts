import type { PoolWorld } from "../interfaces/pool-world.ts";

/** A world in which the controller dies with one of its calls. */
export interface CrashingWorld {
  readonly world: PoolWorld;
  /** Resolves when it has died. */
  readonly died: Promise<"died">;
  /** Calls that change the world, so far. */
  readonly calls: () => number;
}

/**
 * Counts the calls that change the world. The controller dies with the given one, before it takes effect
 * or after: its answer never comes.
 */
export function crashAt(world: PoolWorld, call: number, when: "before" | "after"): CrashingWorld {
  const death = Promise.withResolvers<"died">();
  let calls = 0;
  const counted =
    <Parameters extends unknown[], Result>(method: (...parameters: Parameters) => Promise<Result>) =>
    async (...parameters: Parameters): Promise<Result> => {
      calls += 1;
      if (calls !== call) return method(...parameters);
      if (when === "after") await method(...parameters);
      death.resolve("died");
      return new Promise<never>(() => {});
    };
  const { pods, routes, statusStore, workload } = world;
  return {
    died: death.promise,
    calls: () => calls,
    world: {
      ...world,
      pods: {
        ...pods,
        create: counted(pods.create),
        setPhase: counted(pods.setPhase),
        setGuard: counted(pods.setGuard),
        delete: counted(pods.delete),
      },
      routes: { ...routes, write: counted(routes.write), remove: counted(routes.remove) },
      workload: { ...workload, read: counted(workload.read) },
      statusStore: { ...statusStore, fault: undefined, write: counted(statusStore.write) },
    },
  };
}
