import type { ObservedPool, LifecyclePod } from "../planner.ts";
import { listGateways, probeAll } from "./probe.ts";
import { TICK_MS, type Controller, type Job, type World, type WorldOptions } from "./world.ts";

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
  const { routeId, uid, createdAtMs, templateHash, phase, crashes, finished, guardedSinceMs } = job;
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
      state: job.ended ? "ended" : "running",
      ready: job.readySinceMs !== undefined,
      createdAtMs: job.podCreatedAtMs,
      ...(job.readySinceMs === undefined ? {} : { readySinceMs: job.readySinceMs }),
    },
    ...(crashes === undefined ? {} : { crashes }),
    ...(finished === undefined ? {} : { finished }),
    ...(guardedSinceMs === undefined ? {} : { guardedSinceMs }),
    ...(direct === undefined ? {} : { directReport: direct }),
    ...viewOf(job, controller, world, options),
  };
}

/** What a controller sees when it looks now, with what it has looked at before as it was then. */
export function observe(world: World, controller: Controller, options: WorldOptions): ObservedPool {
  const { looks } = controller;
  const { jobs } = looks.pods ?? world;
  const { routes, subsets } = looks.routes ?? world;
  const { status } = looks.status ?? world;
  return {
    pods: jobs.map((job) => observePod(job, controller, world, options)),
    routes,
    subsets,
    probes: options.routing === "subset" ? (options.looks ? controller.probes : probeAll(world)) : [],
    gateways: controller.gateways ?? listGateways(world),
    ...(controller.lookup === undefined
      ? {}
      : { lookup: { observedAtMs: controller.heardAtMs, sinceMs: controller.lookup.sinceMs } }),
    desiredReplicas: world.desired,
    status,
  };
}
