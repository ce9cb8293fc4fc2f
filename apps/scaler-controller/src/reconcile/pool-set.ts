import type { PoolDirectory } from "../interfaces/pool-directory.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { PoolController } from "./pool-controller.ts";

/** The controllers of all pools. */
export interface PoolSet {
  /** By `<namespace>/<name>`. */
  readonly controllers: ReadonlyMap<string, PoolController>;
  /** Looks at all pools now. */
  wake(): void;
  /** Begins to look at every pool that there is, and at those to come. */
  start(): void;
  /** Waits for the passes under way; none follows. */
  stop(): Promise<void>;
}

/** Has a controller for each pool of a directory. */
export function createPoolSet(
  directory: PoolDirectory,
  create: (world: PoolWorld) => PoolController,
): PoolSet {
  const controllers = new Map<string, PoolController>();
  const ending = new Set<Promise<void>>();
  let hasStarted = false;

  function end(controller: PoolController): void {
    const ended = controller.stop().finally(() => {
      controller.world.close?.();
      ending.delete(ended);
    });
    ending.add(ended);
  }
  const unfollow = directory.follow({
    added(world) {
      const controller = create(world);
      controllers.set(world.pool, controller);
      if (hasStarted) controller.start();
    },
    removed(pool) {
      const controller = controllers.get(pool);
      controllers.delete(pool);
      if (controller !== undefined) end(controller);
    },
  });

  return {
    controllers,
    wake() {
      for (const controller of controllers.values()) controller.wake();
    },
    start() {
      hasStarted = true;
      for (const controller of controllers.values()) controller.start();
    },
    async stop() {
      unfollow();
      for (const controller of controllers.values()) end(controller);
      await Promise.all(ending);
    },
  };
}
