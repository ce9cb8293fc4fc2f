import { filterRoutes, MAX_FILTER_ROUTES, type FilteredPool } from "./filter-routes.ts";

/** Why a pool is not reached by its hosts, in the form of what is wrong with it. */
export interface HostFault {
  readonly code: "host_taken" | "too_many_hosts";
  readonly message: string;
}

type Owners = ReadonlyMap<string, string>;

function faultOf({ pool, routing }: FilteredPool, owners: Owners): HostFault | undefined {
  const taken: string[] = [];
  const left: string[] = [];
  for (const host of routing.hosts) {
    const owner = owners.get(host.toLowerCase());
    if (owner === undefined) left.push(host);
    else if (owner !== pool) taken.push(`${host} (of ${owner})`);
  }
  if (taken.length > 0) {
    const message = `Requests for ${taken.join(", ")} go to another pool, the first by name that has the host. Take it out of routing.hosts of one of them.`;
    return { code: "host_taken", message };
  }
  if (left.length === 0) return undefined;
  const message = `Requests for ${left.join(", ")} are not led to particular pods: the filter takes ${MAX_FILTER_ROUTES} hosts of all pools. Use wildcards, or fewer hosts.`;
  return { code: "too_many_hosts", message };
}

/** What is wrong with the hosts of pools, by pool: that they lead to another one, or nowhere. */
export function hostFaults(pools: readonly FilteredPool[]): ReadonlyMap<string, HostFault> {
  const owners = new Map(filterRoutes(pools).map((route) => [route.host ?? "*", route.pool]));
  return new Map(
    pools.flatMap((one): [string, HostFault][] => {
      const fault = faultOf(one, owners);
      return fault === undefined ? [] : [[one.pool, fault]];
    }),
  );
}
