import { TICK_MS, type Gateway, type Job, type World, type WorldOptions } from "./world.ts";

/** Whether a gateway may still pick by its snapshot. */
export const isUsable = ({ snapshot }: Gateway, world: World, options: WorldOptions): boolean =>
  world.nowMs - snapshot.takenAtMs <= options.snapshotTicks * TICK_MS;

/** Whether some gateway could give the pod to a new client. */
export const isGivenOut = (world: World, routeId: string, options: WorldOptions): boolean =>
  world.gateways.some(
    (gateway) => isUsable(gateway, world, options) && gateway.snapshot.open.includes(routeId),
  );

/** Whether a client that names the pod could reach it through this gateway. */
export const isNamedAt = (gateway: Gateway, world: World, routeId: string, options: WorldOptions): boolean =>
  options.routing === "subset"
    ? // The request's own query matches the route, whatever the snapshot says.
      gateway.routes.includes(routeId)
    : isUsable(gateway, world, options) && gateway.snapshot.named.includes(routeId);

/** Clients that were led to the pod and have not arrived yet. */
export const underWay = ({ journeys }: Job, world: World, kind?: "pick"): number =>
  journeys.filter((journey) => journey.expiresAtMs > world.nowMs && (kind ?? journey.kind) === journey.kind)
    .length;
