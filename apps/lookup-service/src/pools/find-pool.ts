import type { ErrorCode } from "@fairlead/routing-schema";
import type { Pool } from "./pool.ts";
import type { PoolRegistry } from "./pool-registry.ts";

/** A pool, or why there is none. */
export type FoundPool = { readonly pool: Pool } | { readonly code: ErrorCode; readonly detail: string };

/** Finds a pool by name; without a name the only one. */
export function findPool(registry: PoolRegistry, name: string | undefined): FoundPool {
  const pool = name === undefined ? registry.only : registry.get(name);
  if (pool !== undefined && (registry.ready || pool.pods.size > 0)) return { pool };
  if (!registry.ready) return { code: "not_ready", detail: "The service has not read its pods yet." };
  if (name !== undefined)
    return { code: "unknown_pool", detail: `The service does not know the pool ${name}.` };
  return registry.pools.size === 0
    ? { code: "unknown_pool", detail: "The service has no pool." }
    : {
        code: "pool_required",
        detail: `The service knows ${registry.pools.size} pools and the request names none.`,
      };
}
