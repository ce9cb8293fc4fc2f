import type { WrittenObject } from "@fairlead/pool-scaling";
import { routeMark } from "../objects/pod-routing.ts";
import type { SoughtRoute } from "../probes/sightings.ts";

/** A route that is to be there. */
export const soughtRoute = ({ epoch, routeId, writtenAtMs }: WrittenObject): SoughtRoute => ({
  routeId,
  mark: routeMark({ routeId, epoch }),
  writtenAtMs,
});

/**
 * What gateways are to be asked for: the routes that are written, and those of pods that have none, as on the way in
 * and on the way out: a pod is deleted only while every gateway is seen not to lead to it.
 */
export function soughtRoutes(routes: readonly WrittenObject[], routeIds: ReadonlySet<string>): SoughtRoute[] {
  const written = new Set(routes.map(({ routeId }) => routeId));
  return [
    ...routes.map(soughtRoute),
    ...[...routeIds]
      .filter((routeId) => !written.has(routeId))
      .map((routeId) => ({ routeId, mark: undefined, writtenAtMs: 0 })),
  ].sort((one, other) => (one.routeId < other.routeId ? -1 : 1));
}
