import { changeJob, isGoneForGood, jobOf } from "./change.ts";
import { newJob } from "./land.ts";
import type { FinishedJob } from "../planner.ts";
import type { Gateway, World } from "./world.ts";

/** A pod becomes ready. */
export const podReady = (world: World, routeId: string): World =>
  changeJob(world, routeId, (job) => (job.broken || job.ended ? job : { ...job, readySinceMs: world.nowMs }));

/** A pod ends by itself, with its clients, and its Job starts another at once. */
export const podCrashes = (world: World, routeId: string): World =>
  changeJob({ ...world, created: world.created + 1 }, routeId, (job) => ({
    ...job,
    podId: `${routeId}-${world.created + 1}`,
    podCreatedAtMs: world.nowMs,
    readySinceMs: undefined,
    crashes: { count: (job.crashes?.count ?? 0) + 1, lastAtMs: world.nowMs },
    clients: 0,
    silentSinceMs: undefined,
    emptyAtMs: world.nowMs,
  }));

/** A pod ends, with its clients. */
export const podEnds = (world: World, routeId: string): World =>
  changeJob(world, routeId, (job) => ({
    ...job,
    ended: true,
    readySinceMs: undefined,
    clients: 0,
    silentSinceMs: undefined,
    emptyAtMs: world.nowMs,
  }));

/** A Job that has not finished starts another pod in place of one that has ended. */
export const jobReplacesPod = (world: World, routeId: string): World =>
  changeJob(podCrashes(world, routeId), routeId, (job) => ({ ...job, ended: false }));

/** A Job finishes while its pod still runs, which its controller is about to end. */
export const jobGivesUp = (world: World, routeId: string, kind: FinishedJob["kind"] = "failed"): World =>
  changeJob(world, routeId, (job) => ({ ...job, finished: { kind, atMs: world.nowMs } }));

/** The pod of a Job ends by itself, and the Job with it. */
export const jobFinishes = (world: World, routeId: string, kind: FinishedJob["kind"]): World =>
  podEnds(jobGivesUp(world, routeId, kind), routeId);

/** A pod hangs: it keeps its clients and answers nobody. */
export const podHangs = (world: World, routeId: string): World =>
  changeJob(world, routeId, (job) => ({ ...job, silentSinceMs: job.silentSinceMs ?? world.nowMs }));

/** A pod will never become ready. */
export const podBreaks = (world: World, routeId: string): World =>
  changeJob(world, routeId, (job) => ({ ...job, broken: job.readySinceMs === undefined }));

/** Somebody deletes a Job and leaves its routes behind. */
export const jobVanishes = (world: World, routeId: string): World => ({
  ...world,
  jobs: world.jobs.filter((job) => job.routeId !== routeId),
});

/** Somebody replaces a Job by one of the same name and the same labels. */
export function jobReplaced(world: World, routeId: string): World {
  const old = jobOf(world, routeId);
  if (old === undefined) return world;
  const job = newJob(routeId, world, {
    phase: old.phase,
    templateHash: old.templateHash,
    isCopy: old.isCopy || isGoneForGood(old),
  });
  const jobs = world.jobs.map((other) => (other === old ? job : other));
  return { ...world, jobs, created: world.created + 1 };
}

/** The lookup service starts anew and knows nothing. */
export const lookupRestarts = (world: World): World => ({
  ...world,
  lookup: { entries: [], sinceMs: world.nowMs },
});

/** A gateway comes, with the routes as they are or, where the control plane lags, as another has them. */
export function gatewayJoins(world: World, lags: boolean): World {
  const number = Math.max(0, ...world.gateways.map(({ name }) => Number(name.split("-")[1]))) + 1;
  const behind = lags ? world.gateways[0] : undefined;
  const gateway: Gateway = {
    name: `gateway-${number}`,
    joinedAtMs: world.nowMs,
    routes: behind?.routes ?? world.routes.map(({ routeId }) => routeId),
    sent: undefined,
    gone: [],
    snapshot: { takenAtMs: -Infinity, open: [], named: [] },
  };
  return { ...world, gateways: [...world.gateways, gateway], gatewaysSinceMs: world.nowMs };
}

/** A gateway goes. */
export const gatewayLeaves = (world: World, name: string): World => ({
  ...world,
  gateways: world.gateways.filter((gateway) => gateway.name !== name),
  gatewaysSinceMs: world.nowMs,
});
