import type { PlanAction, WrittenObject } from "../planner.ts";
import { changeController, changeJob, jobOf } from "./change.ts";
import type { Controller, Job, World } from "./world.ts";

/** What became of an action: the world after it, or a precondition that did not hold. */
export type Landing = { readonly world: World } | { readonly failed: true };

const FAILED: Landing = { failed: true };

interface Target {
  readonly routeId: string;
  readonly uid: string;
  readonly epoch: number;
}

/** An executor leaves out what a mutant leaves out. */
const differs = (precondition: unknown, value: unknown): boolean =>
  precondition !== undefined && precondition !== value;

function write(objects: readonly WrittenObject[], target: Target, nowMs: number): readonly WrittenObject[] {
  const { routeId, uid, epoch } = target;
  return [
    ...objects.filter((object) => object.routeId !== routeId),
    { routeId, uid, epoch, writtenAtMs: nowMs },
  ];
}

function remove(objects: readonly WrittenObject[], target: Target): readonly WrittenObject[] | undefined {
  const found = objects.find(({ routeId }) => routeId === target.routeId);
  if (found === undefined) return objects;
  if (differs(target.uid, found.uid) || differs(target.epoch, found.epoch)) return undefined;
  return objects.filter((object) => object !== found);
}

/** The Job that a name stands for from now on. */
export function newJob(routeId: string, world: World, change: Partial<Job>): Job {
  return {
    routeId,
    uid: `uid-${world.created + 1}`,
    createdAtMs: world.nowMs,
    templateHash: world.templateHash,
    phase: { name: "starting", sinceMs: world.nowMs, revision: 1, epoch: 0, opened: false },
    earlier: undefined,
    podId: `${routeId}-${world.created + 1}`,
    podCreatedAtMs: world.nowMs,
    readySinceMs: undefined,
    crashes: undefined,
    clients: 0,
    journeys: [],
    guardedSinceMs: undefined,
    silentSinceMs: undefined,
    emptyAtMs: world.nowMs,
    broken: false,
    finished: undefined,
    ended: false,
    isCopy: false,
    ...change,
  };
}

function landOnJob(action: PlanAction & { routeId: string; uid: string }, world: World): Landing {
  const job = jobOf(world, action.routeId);
  if (job === undefined || differs(action.uid, job.uid)) return FAILED;
  switch (action.kind) {
    case "setPhase": {
      if (differs(action.fromRevision, job.phase.revision)) return FAILED;
      return {
        world: changeJob(world, job.routeId, (old) => ({ ...old, phase: action.phase, earlier: old.phase })),
      };
    }
    case "deletePod": {
      if (differs(action.phaseRevision, job.phase.revision)) return FAILED;
      return { world: { ...world, jobs: world.jobs.filter((other) => other !== job) } };
    }
    case "guard":
    case "unguard": {
      const guardedSinceMs = action.kind === "guard" ? world.nowMs : undefined;
      return { world: changeJob(world, job.routeId, (old) => ({ ...old, guardedSinceMs })) };
    }
    default:
      return { world };
  }
}

/** A controller reads a pod; one that hangs or has ended does not answer, and another pod is not the one asked. */
export function readPod(routeId: string, podId: string, world: World, index: number): Landing {
  const job = jobOf(world, routeId);
  if (job === undefined || job.silentSinceMs !== undefined || job.ended || job.podId !== podId) return FAILED;
  const report = { podId, clients: job.clients, sampledAtMs: world.nowMs };
  const change = (controller: Controller): Controller => ({
    ...controller,
    direct: [...controller.direct.filter((read) => read.routeId !== routeId), { routeId, report }],
  });
  return { world: changeController(world, index, change) };
}

/** Applies one action of a controller the way the real interfaces do, with their preconditions. */
export function land(action: PlanAction, world: World, index: number): Landing {
  switch (action.kind) {
    case "updateStatus":
      if (differs(action.fromRevision, world.status.revision)) return FAILED;
      return { world: { ...world, status: action.status } };
    case "createPod": {
      if (jobOf(world, action.routeId) !== undefined) return { world };
      const { phase, templateHash } = action;
      const job = newJob(action.routeId, world, { phase, templateHash });
      return { world: { ...world, jobs: [...world.jobs, job], created: world.created + 1 } };
    }
    case "addSubset":
    case "addRoute": {
      const job = jobOf(world, action.routeId);
      // The owner has to exist, or the object would be collected at once.
      if (job === undefined || differs(action.uid, job.uid)) return FAILED;
      const key = action.kind === "addRoute" ? "routes" : "subsets";
      return { world: { ...world, [key]: write(world[key], action, world.nowMs) } };
    }
    case "removeRoute":
    case "removeSubset": {
      const key = action.kind === "removeRoute" ? "routes" : "subsets";
      const left = remove(world[key], action);
      if (left === undefined) return FAILED;
      return left === world[key] ? { world } : { world: { ...world, [key]: left } };
    }
    case "setPhase":
    case "deletePod":
    case "guard":
    case "unguard":
      return landOnJob(action, world);
    case "readPod":
      return readPod(action.routeId, action.podId, world, index);
    case "releasePool":
      return { world: { ...world, pool: "released" } };
    case "askPicker":
    case "recordEvent":
      return { world };
  }
}
