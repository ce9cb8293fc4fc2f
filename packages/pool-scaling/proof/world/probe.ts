import type { GatewayList, ProbedRoute, RouteSighting } from "../planner.ts";
import type { Gateway, World } from "./world.ts";

/** The gateways that there are now. */
export const listGateways = ({ gateways, gatewaysSinceMs, nowMs }: World): GatewayList => ({
  names: gateways.map(({ name }) => name),
  sinceMs: gatewaysSinceMs,
  observedAtMs: nowMs,
});

/** Every route id whose absence is worth knowing. */
const routeIdsOf = ({ jobs, routes, subsets }: World): string[] => [
  ...new Set([...jobs, ...routes, ...subsets].map(({ routeId }) => routeId)),
];

function sight(routeId: string, gateway: Gateway, nowMs: number): RouteSighting {
  const isPresent = gateway.routes.includes(routeId);
  const gone = gateway.gone.find((entry) => entry.routeId === routeId);
  return {
    gateway: gateway.name,
    state: isPresent ? "present" : "absent",
    sinceMs: isPresent ? gateway.joinedAtMs : (gone?.atMs ?? gateway.joinedAtMs),
    checkedAtMs: nowMs,
  };
}

/** The routes at the gateways as they are, and since when: what probes without a pause would show. */
export const probeAll = (world: World): ProbedRoute[] =>
  routeIdsOf(world).map((routeId) => ({
    routeId,
    sightings: world.gateways.map((gateway) => sight(routeId, gateway, world.nowMs)),
  }));

/** One probe of everything. What it shows was so since the first of the probes that showed it, as far as they know. */
export function probeOnce(before: readonly ProbedRoute[], world: World): ProbedRoute[] {
  return probeAll(world).map(({ routeId, sightings }) => {
    const known = before.find((probed) => probed.routeId === routeId)?.sightings ?? [];
    return {
      routeId,
      sightings: sightings.map((sighting) => {
        const old = known.find(
          ({ gateway, state }) => gateway === sighting.gateway && state === sighting.state,
        );
        return { ...sighting, sinceMs: old?.sinceMs ?? world.nowMs };
      }),
    };
  });
}
