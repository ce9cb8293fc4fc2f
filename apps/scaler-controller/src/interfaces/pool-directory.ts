import type { PoolWorld } from "./pool-world.ts";

/** Who wants to know which pools there are. */
export interface PoolDirectoryListener {
  added(world: PoolWorld): void;
  /** By `<namespace>/<name>`. */
  removed(pool: string): void;
}

/** Which pools there are. */
export interface PoolDirectory {
  /** Tells of each pool that there is, and of changes from then on; the function that is returned ends that. */
  follow(listener: PoolDirectoryListener): () => void;
  /** Whether all pools that there were at the beginning have been told. */
  isComplete(): boolean;
}

/** Pools that stay the same. */
export const fixedPools = (worlds: readonly PoolWorld[]): PoolDirectory => ({
  follow({ added }) {
    for (const world of worlds) added(world);
    return () => {};
  },
  isComplete: () => true,
});
