import type { ObservedPool, LifecyclePod, ProbedRoute } from "../planner.ts";
import { TICK_MS, type Controller, type Gateway, type Job, type World, type WorldOptions } from "./world.ts";

function viewOf(
  job: Job,
  { lookup }: Controller,
  world: World,
  options: WorldOptions,
): Partial<LifecyclePod> {
  const entry = lookup?.entries.find(({ routeId }) => routeId === job.routeId);
  if (entry === undefined) return {};
  const snapshotMs = options.snapshotTicks * TICK_MS;
  const over = (atMs: number | undefined): number | undefined =>
    atMs === undefined || atMs + snapshotMs > world.nowMs ? undefined : atMs + snapshotMs;
  const withheldSinceMs = over(entry.leftOpenAtMs);
  const unlistedSinceMs = over(entry.leftListAtMs);
  return {
    ...(entry.report === undefined ? {} : { report: entry.report }),
    lookup: {
      phaseRevision: entry.revision,
      ...(withheldSinceMs === undefined ? {} : { withheldSinceMs }),
      ...(unlistedSinceMs === undefined ? {} : { unlistedSinceMs }),
    },
  };
}

function observePod(job: Job, controller: Controller, world: World, options: WorldOptions): LifecyclePod {
  const { routeId, uid, createdAtMs, templateHash, phase, crashes, guardedSinceMs } = job;
  const direct = controller.direct.find((read) => read.routeId === routeId)?.report;
  return {
    routeId,
    uid,
    createdAtMs,
    templateHash,
    phase,
    deleting: false,
    instance: {
      podId: job.podId,
      state: "running",
      ready: job.readySinceMs !== undefined,
      createdAtMs: job.podCreatedAtMs,
      ...(job.readySinceMs === undefined ? {} : { readySinceMs: job.readySinceMs }),
    },
    ...(crashes === undefined ? {} : { crashes }),
    ...(guardedSinceMs === undefined ? {} : { guardedSinceMs }),
    ...(direct === undefined ? {} : { directReport: direct }),
    ...viewOf(job, controller, world, options),
  };
}

function sight(routeId: string, gateway: Gateway, nowMs: number): ProbedRoute["sightings"][number] {
  const isPresent = gateway.routes.includes(routeId);
  const gone = gateway.gone.find((entry) => entry.routeId === routeId);
  return {
    gateway: gateway.name,
    state: isPresent ? "present" : "absent",
    sinceMs: isPresent ? gateway.joinedAtMs : (gone?.atMs ?? gateway.joinedAtMs),
    checkedAtMs: nowMs,
  };
}

/** What a controller sees when it looks now. */
export function observe(world: World, controller: Controller, options: WorldOptions): ObservedPool {
  const { jobs, routes, subsets, gateways, nowMs } = world;
  const routeIds = new Set([...jobs, ...routes, ...subsets].map(({ routeId }) => routeId));
  const isSubset = options.routing === "subset";
  return {
    pods: jobs.map((job) => observePod(job, controller, world, options)),
    routes,
    subsets,
    probes: isSubset
      ? [...routeIds].map((routeId) => ({
          routeId,
          sightings: gateways.map((gateway) => sight(routeId, gateway, nowMs)),
        }))
      : [],
    gateways: {
      names: gateways.map(({ name }) => name),
      sinceMs: world.gatewaysSinceMs,
      observedAtMs: nowMs,
    },
    ...(controller.lookup === undefined
      ? {}
      : { lookup: { observedAtMs: controller.heardAtMs, sinceMs: controller.lookup.sinceMs } }),
    desiredReplicas: world.desired,
    status: world.status,
  };
}
