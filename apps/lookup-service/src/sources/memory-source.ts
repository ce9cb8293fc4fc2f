import { parseConfiguration } from "@fairlead/configuration-file";
import { podsFileSchema, type PodsFileInput } from "@fairlead/routing-schema";
import type { PodSource, PodSourceListener, SourcePool } from "./pod-source.ts";

/** A pod as {@link MemorySource.set} takes it. */
export type ListedPodInput = PodsFileInput["pools"][string][number];

/** A source that the same process feeds. */
export interface MemorySource extends PodSource {
  /**
   * Makes these the pods of a pool.
   *
   * @throws {ConfigurationError} `configuration_invalid` when a pod or the pool's name has the wrong form.
   */
  set(pool: string, pods: readonly ListedPodInput[]): void;
  /** Forgets a pool. */
  remove(pool: string): void;
}

/**
 * Creates a source for use inside a process: the standalone mode and tests.
 *
 * @example
 * ```ts
 * const source = createMemorySource();
 * source.set("default/chat", [{ podId: "chat-1", endpoint: "127.0.0.2:8080" }]);
 * ```
 */
export function createMemorySource(): MemorySource {
  const pools = new Map<string, SourcePool>();
  let listener: PodSourceListener | undefined;
  const tell = (): void => listener?.pods(new Map(pools));
  return {
    kind: "memory",
    set(pool, pods) {
      const { configuration } = parseConfiguration({
        schema: podsFileSchema,
        defaults: { pools: { [pool]: pods } },
      });
      pools.set(pool, { pods: configuration.pools[pool] ?? [] });
      tell();
    },
    remove(pool) {
      if (pools.delete(pool)) tell();
    },
    async start(started) {
      listener = started;
      tell();
    },
    async stop() {
      listener = undefined;
    },
  };
}
