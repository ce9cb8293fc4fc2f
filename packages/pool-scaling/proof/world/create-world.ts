import { EMPTY_STATUS } from "../../src/lifecycle/pool-status.ts";
import { TICK_MS, type Gateway, type Job, type World, type WorldOptions } from "./world.ts";

/** Time before which everything was already settled. */
const LONG_AGO_MS = 0;

function openJob(number: number): Job {
  const routeId = `pod-${number}`;
  const podId = `${routeId}-a`;
  return {
    routeId,
    uid: `uid-${number}`,
    createdAtMs: LONG_AGO_MS,
    templateHash: "v1",
    phase: { name: "open", sinceMs: LONG_AGO_MS, revision: 2, epoch: 0, opened: true, podId },
    earlier: undefined,
    podId,
    podCreatedAtMs: LONG_AGO_MS,
    readySinceMs: LONG_AGO_MS,
    crashes: undefined,
    clients: 0,
    journeys: [],
    guardedSinceMs: undefined,
    silentSinceMs: undefined,
    emptyAtMs: LONG_AGO_MS,
    broken: false,
    finished: undefined,
    ended: false,
    isCopy: false,
  };
}

/** A settled pool of open pods, with whatever number of pods is wanted from here on. */
export function createWorld(options: WorldOptions): World {
  const nowMs = 100 * TICK_MS;
  const jobs = Array.from({ length: options.pods }, (_, index) => openJob(index + 1));
  const isSubset = options.routing === "subset";
  const written = isSubset
    ? jobs.map(({ routeId, uid }) => ({ routeId, uid, epoch: 0, writtenAtMs: LONG_AGO_MS }))
    : [];
  const names = jobs.map(({ routeId }) => routeId);
  const gateways = Array.from({ length: options.gateways }, (_, index): Gateway => ({
    name: `gateway-${index + 1}`,
    joinedAtMs: LONG_AGO_MS,
    routes: isSubset ? names : [],
    sent: undefined,
    gone: [],
    snapshot: { takenAtMs: nowMs, open: names, named: names },
  }));
  return {
    nowMs,
    jobs,
    routes: written,
    subsets: written,
    status: { ...EMPTY_STATUS, nextOrdinal: options.pods + 1 },
    gateways,
    gatewaysSinceMs: LONG_AGO_MS,
    lookup: {
      sinceMs: LONG_AGO_MS,
      entries: jobs.map(({ routeId, podId }) => ({
        routeId,
        revision: 2,
        phase: "open",
        leftOpenAtMs: undefined,
        leftListAtMs: undefined,
        report: { podId, clients: 0, sampledAtMs: nowMs },
      })),
    },
    lookupAnswers: true,
    controllers: Array.from({ length: options.controllers }, () => ({
      queue: [],
      observedAtMs: 0,
      uids: {},
      direct: [],
      lookup: undefined,
      heardAtMs: 0,
      looks: {},
      gateways: undefined,
      probes: [],
    })),
    leader: 0,
    desired: options.desired,
    templateHash: "v1",
    created: options.pods,
    pool: "there",
  };
}
