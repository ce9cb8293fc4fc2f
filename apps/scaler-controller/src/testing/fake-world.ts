import { FairleadError, podPoolSpecSchema, type ScalingSpec } from "@fairlead/routing-schema";
import type { Clock } from "../interfaces/clock.ts";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { StoredStatus } from "../interfaces/status-store.ts";
import { createDeclaration, staticPoolSource } from "../local/static-pool-source.ts";
import type { WrittenObject } from "@fairlead/pool-scaling";

/** A world in memory, in which everything that is written is so at once. */
export interface FakeWorld extends PoolWorld {
  readonly clock: Clock & { advance(ms: number): void };
  readonly jobs: Map<string, ManagedPod>;
  readonly routeObjects: Map<string, WrittenObject>;
  readonly subsetObjects: Map<string, WrittenObject>;
  /** Clients by route id. */
  readonly clients: Map<string, number>;
  /** What must never happen, and did. */
  readonly violations: string[];
  /** Whether the lookup service answers. */
  lookupAnswers: boolean;
  stored: StoredStatus | undefined;
  /**
   * Makes so many clients: new ones come to the open pod with the fewest, old ones leave the fullest. Those
   * of a pod that has drained for three seconds have left by themselves.
   */
  setClients(total: number): void;
}

const stale = (): FairleadError => new FairleadError("precondition_failed", "It changed meanwhile.");

/** Creates a world without pods. A pod is ready as soon as it exists. */
export function createFakeWorld(scaling: Partial<ScalingSpec> = {}): FakeWorld {
  let nowMs = 1_000_000;
  let created = 0;
  const jobs = new Map<string, ManagedPod>();
  const objects = { route: new Map<string, WrittenObject>(), subset: new Map<string, WrittenObject>() };
  const gone = new Map<string, number>();
  const clients = new Map<string, number>();
  const violations: string[] = [];
  const spec = podPoolSpecSchema.parse({
    port: 1,
    picking: { leaseSeconds: 2, reportMaxAgeSeconds: 4 },
    scaling: {
      maxReplicas: 5,
      targetClientsPerPod: 2,
      behavior: { scaleDown: { stabilizationWindowSeconds: 0 } },
      ...scaling,
    },
  });
  const find = (routeId: string, uid: string): ManagedPod => {
    const job = jobs.get(routeId);
    if (job?.uid !== uid) throw stale();
    return job;
  };
  const reportOf = ({ instance, routeId }: ManagedPod) => ({
    podId: instance?.podId ?? "",
    clients: clients.get(routeId) ?? 0,
    capacity: null,
    sampledAtMs: nowMs,
  });
  const world: FakeWorld = {
    pool: "default/chat",
    clock: { nowMs: () => nowMs, advance: (ms) => void (nowMs += ms) },
    jobs,
    routeObjects: objects.route,
    subsetObjects: objects.subset,
    clients,
    violations,
    lookupAnswers: true,
    stored: undefined,
    setClients(total) {
      const sum = (): number => [...clients.values()].reduce((all, count) => all + count, 0);
      const byLoad = (one: string, other: string): number =>
        (clients.get(one) ?? 0) - (clients.get(other) ?? 0);
      for (const { phase, routeId } of jobs.values())
        if (phase.name === "draining" && nowMs - phase.sinceMs >= 3_000) clients.set(routeId, 0);
      while (sum() < total) {
        const open = [...jobs.values()].filter(({ phase }) => phase.name === "open");
        const [least] = open.map(({ routeId }) => routeId).sort(byLoad);
        if (least === undefined) return;
        clients.set(least, (clients.get(least) ?? 0) + 1);
      }
      while (sum() > total) {
        const [most = ""] = [...clients.keys()].sort((one, other) => byLoad(other, one));
        clients.set(most, (clients.get(most) ?? 1) - 1);
      }
    },
    source: staticPoolSource(
      createDeclaration(spec, { podNamePrefix: "chat", templateHash: "one", backOffBaseMs: 100 }),
    ),
    pods: {
      list: async () => ({ pods: [...jobs.values()], observedAtMs: nowMs }),
      watch: () => () => {},
      async create({ phase, routeId, templateHash }) {
        if (jobs.has(routeId)) return;
        created += 1;
        const podId = `${routeId}-${created}`;
        jobs.set(routeId, {
          routeId,
          uid: `uid-${created}`,
          createdAtMs: nowMs,
          templateHash,
          phase,
          deleting: false,
          instance: { podId, state: "running", ready: true, readySinceMs: nowMs, createdAtMs: nowMs },
          endpoint: `127.0.0.1:${created}`,
          workloadEndpoint: `127.0.0.1:${created}`,
        });
      },
      async setPhase({ fromRevision, phase, routeId, uid }) {
        const job = find(routeId, uid);
        if (job.phase.revision === phase.revision) return;
        if (job.phase.revision !== fromRevision) throw stale();
        if (phase.name === "open" && !objects.route.has(routeId)) violations.push(`${routeId} has no route`);
        jobs.set(routeId, { ...job, phase });
      },
      async setGuard({ guarded, routeId, uid }) {
        const { guardedSinceMs, ...job } = find(routeId, uid);
        jobs.set(routeId, guarded ? { ...job, guardedSinceMs: guardedSinceMs ?? nowMs } : job);
      },
      async delete({ phaseRevision, routeId, uid }) {
        if (!jobs.has(routeId)) return;
        if (find(routeId, uid).phase.revision !== phaseRevision) throw stale();
        if ((clients.get(routeId) ?? 0) > 0) violations.push(`${routeId} was deleted with clients`);
        if (objects.route.has(routeId)) violations.push(`${routeId} was deleted with its route`);
        if (objects.subset.has(routeId)) violations.push(`${routeId} was deleted with its subset`);
        jobs.delete(routeId);
        clients.delete(routeId);
      },
    },
    routes: {
      observe: async () => ({
        routes: [...objects.route.values()],
        subsets: [...objects.subset.values()],
        probes: [...new Set([...jobs.keys(), ...objects.route.keys(), ...gone.keys()])].map((routeId) => {
          const route = objects.route.get(routeId);
          return {
            routeId,
            sightings: [
              {
                gateway: "one",
                state: route === undefined ? "absent" : "present",
                sinceMs: route?.writtenAtMs ?? gone.get(routeId) ?? 0,
                checkedAtMs: nowMs,
              } as const,
            ],
          };
        }),
        gateways: { names: ["one"], sinceMs: 0, observedAtMs: nowMs },
        outsideFallback: [...jobs.values()]
          .filter(({ phase }) => phase.name !== "open")
          .map(({ phase, routeId }) => ({
            routeId,
            phaseRevision: phase.revision,
            sinceMs: phase.sinceMs,
          })),
        observedAtMs: nowMs,
      }),
      watch: () => () => {},
      async write(kind, { epoch, routeId, uid }) {
        find(routeId, uid);
        if (kind === "route" && !objects.subset.has(routeId)) violations.push(`${routeId} has no subset`);
        objects[kind].set(routeId, { routeId, uid, epoch, writtenAtMs: nowMs });
      },
      async remove(kind, { epoch, routeId, uid }) {
        const object = objects[kind].get(routeId);
        if (object === undefined) return;
        if (object.uid !== uid || object.epoch !== epoch) throw stale();
        if (kind === "subset" && objects.route.has(routeId))
          violations.push(`${routeId} lost its subset first`);
        objects[kind].delete(routeId);
        if (kind === "route") gone.set(routeId, nowMs);
      },
    },
    workload: {
      watch: () => () => {},
      snapshotMaxAgeMs: 500,
      async view() {
        if (!world.lookupAnswers) throw new FairleadError("lookup_service_unreachable", "It is away.");
        return {
          observedAtMs: nowMs,
          waitingClients: 0,
          entries: [...jobs.values()].map((job) => {
            const { phase, routeId } = job;
            const state =
              phase.name === "open" ? "open" : phase.name === "draining" ? "draining" : "unlisted";
            const entry = { routeId, phaseRevision: phase.revision, state } as const;
            return state === "unlisted" ? entry : { ...entry, report: reportOf(job) };
          }),
        };
      },
      async read({ routeId }) {
        const job = jobs.get(routeId);
        if (job === undefined) throw new FairleadError("workload_unreadable", "It is gone.");
        return reportOf(job);
      },
    },
    statusStore: {
      fault: undefined,
      read: async () => world.stored,
      async write(status, fromRevision) {
        if ((world.stored?.pool.revision ?? 0) !== fromRevision) throw stale();
        world.stored = status;
      },
    },
  };
  return world;
}
