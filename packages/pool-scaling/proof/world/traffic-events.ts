import { changeEntry, changeGateway, changeJob, jobOf } from "./change.ts";
import { TICK_MS, type Journey, type World, type WorldOptions } from "./world.ts";

/** The lookup service reads the phase of a pod, where it lags the one before, or learns that the pod is gone. */
export function lookupReads(world: World, routeId: string, lags = false): World {
  const job = jobOf(world, routeId);
  if (job === undefined) {
    const entries = world.lookup.entries.filter((entry) => entry.routeId !== routeId);
    return { ...world, lookup: { ...world.lookup, entries } };
  }
  const phase = lags ? (job.earlier ?? job.phase) : job.phase;
  const isListed = phase.name === "open" || phase.name === "draining";
  return changeEntry(world, routeId, (old) => ({
    routeId,
    revision: phase.revision,
    phase: phase.name,
    leftOpenAtMs: phase.name === "open" ? undefined : (old?.leftOpenAtMs ?? world.nowMs),
    leftListAtMs: isListed ? undefined : (old?.leftListAtMs ?? world.nowMs),
    report: old?.report,
  }));
}

/** The lookup service reads the report of a pod that it knows. */
export function lookupCollects(world: World, routeId: string): World {
  const job = jobOf(world, routeId);
  const isKnown = world.lookup.entries.some((entry) => entry.routeId === routeId);
  if (job === undefined || job.silentSinceMs !== undefined || job.readySinceMs === undefined || !isKnown)
    return world;
  const report = { podId: job.podId, clients: job.clients, sampledAtMs: world.nowMs };
  return changeEntry(world, routeId, (old) => ({
    routeId,
    revision: 0,
    phase: "starting",
    leftOpenAtMs: world.nowMs,
    leftListAtMs: world.nowMs,
    ...old,
    report,
  }));
}

/** A gateway fetches a snapshot. */
export function gatewayFetches(world: World, name: string): World {
  const listed = (phases: readonly string[]): string[] =>
    world.lookup.entries.filter(({ phase }) => phases.includes(phase)).map(({ routeId }) => routeId);
  const snapshot = { takenAtMs: world.nowMs, open: listed(["open"]), named: listed(["open", "draining"]) };
  return changeGateway(world, name, (gateway) => ({ ...gateway, snapshot }));
}

/** The routes are sent to a gateway as they are written. */
export const routesSetOut = (world: World, name: string): World =>
  changeGateway(world, name, (gateway) => ({ ...gateway, sent: world.routes.map(({ routeId }) => routeId) }));

/** A gateway gets the routes that were sent to it, which may be older than what is written. */
export function routesArrive(world: World, name: string): World {
  return changeGateway(world, name, (gateway) => {
    const { sent: routes = gateway.routes } = gateway;
    const gone = gateway.routes
      .filter((routeId) => !routes.includes(routeId))
      .map((routeId) => ({ routeId, atMs: world.nowMs }));
    const kept = gateway.gone.filter(({ routeId }) => !gone.some((entry) => entry.routeId === routeId));
    return { ...gateway, routes, sent: undefined, gone: [...kept, ...gone] };
  });
}

/** A gateway gets the routes as they are written. */
export const gatewaySyncs = (world: World, name: string): World =>
  routesArrive(routesSetOut(world, name), name);

/** A client is led to a pod. */
export function clientSetsOut(
  world: World,
  routeId: string,
  kind: Journey["kind"],
  options: WorldOptions,
): World {
  const expiresAtMs = world.nowMs + options.leaseTicks * TICK_MS;
  return changeJob(world, routeId, (job) => ({ ...job, journeys: [...job.journeys, { kind, expiresAtMs }] }));
}

/** A client that was led to a pod arrives. */
export function clientArrives(world: World, routeId: string): World {
  return changeJob(world, routeId, (job) => {
    const index = job.journeys.findIndex(({ expiresAtMs }) => expiresAtMs > world.nowMs);
    // A pod that is not ready has no endpoint that anyone could be led to.
    return index < 0 || job.readySinceMs === undefined
      ? job
      : { ...job, clients: job.clients + 1, journeys: job.journeys.toSpliced(index, 1) };
  });
}

/** A client leaves. */
export const clientLeaves = (world: World, routeId: string): World =>
  changeJob(world, routeId, (job) => ({
    ...job,
    clients: job.clients - 1,
    emptyAtMs: job.clients === 1 ? world.nowMs : job.emptyAtMs,
  }));

/**
 * A lookup service that runs reads every pod within half the time after which a pod counts as silent, so
 * that only a pod that hangs is silent for so long.
 */
function catchUp(world: World, options: WorldOptions): World {
  const lateMs = world.nowMs - (options.silentTicks / 2) * TICK_MS;
  let now = world;
  for (const { routeId, phase, createdAtMs } of world.jobs) {
    const entry = now.lookup.entries.find((known) => known.routeId === routeId);
    const lateSinceMs = Math.max(phase.sinceMs, world.lookup.sinceMs, createdAtMs);
    if (entry?.revision !== phase.revision && lateSinceMs <= lateMs) now = lookupReads(now, routeId);
    if ((entry?.report?.sampledAtMs ?? Math.max(world.lookup.sinceMs, createdAtMs)) <= lateMs)
      now = lookupCollects(now, routeId);
  }
  return now;
}

/** Time passes. */
export function tick(world: World, options: WorldOptions): World {
  const nowMs = world.nowMs + TICK_MS;
  const jobs = world.jobs.map((job) => ({
    ...job,
    journeys: job.journeys.filter(({ expiresAtMs }) => expiresAtMs > nowMs),
    emptyAtMs: job.clients === 0 ? nowMs : job.emptyAtMs,
  }));
  return catchUp({ ...world, nowMs, jobs }, options);
}
