import type { RoutingSpec } from "@fairlead/routing-schema";

/** A pool, as far as the filter has to know it. */
export interface FilteredPool {
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly routing: Pick<RoutingSpec, "hosts">;
}

/** One entry of the filter's `routes`. */
export interface FilterRoute {
  readonly host?: string;
  readonly pool: string;
}

/** As many as the filter takes. */
export const MAX_FILTER_ROUTES = 256;

/** More particular hosts first: the first route that matches wins. */
function rank(host: string): number {
  if (host === "*") return 2;
  return host.startsWith("*.") ? 1 : 0;
}

/** Which hosts belong to which pools. Of two pools with the same host, the first by name has it. */
export function filterRoutes(pools: readonly FilteredPool[]): readonly FilterRoute[] {
  const entries = pools
    .toSorted((one, other) => (one.pool < other.pool ? -1 : 1))
    .flatMap(({ pool, routing }) => routing.hosts.map((host) => ({ host: host.toLowerCase(), pool })));
  const owners = new Map<string, string>();
  for (const { host, pool } of entries) if (!owners.has(host)) owners.set(host, pool);
  return [...owners]
    .map(([host, pool]) => ({ host, pool }))
    .sort(
      (one, other) =>
        rank(one.host) - rank(other.host) ||
        other.host.length - one.host.length ||
        (one.host < other.host ? -1 : 1),
    )
    .slice(0, MAX_FILTER_ROUTES)
    .map(({ host, pool }) => (host === "*" ? { pool } : { host, pool }));
}
