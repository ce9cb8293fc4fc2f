import type { Clock } from "../interfaces/clock.ts";
import type { Look } from "../interfaces/look.ts";
import type { ManagedPod } from "../interfaces/pods.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import type { StoredStatus } from "../interfaces/status-store.ts";
import type { PodReport } from "../interfaces/workload.ts";
import {
  EMPTY_STATUS,
  type ObservedPool,
  type MetricReading,
  type PickerOutcome,
  type LifecyclePod,
} from "@fairlead/pool-scaling";
import { createLookupEar } from "./create-lookup-ear.ts";
import { createReportMemory } from "./report-memory.ts";
import { createWithholdingTracker } from "./track-withholding.ts";

/** What is observed of a pool; the desired number of replicas is decided from it. */
export interface Observation {
  readonly observed: Omit<ObservedPool, "desiredReplicas">;
  /** The pods, with where they can be read. */
  readonly pods: readonly ManagedPod[];
  /** The newest report of each pod, by route id. */
  readonly reports: ReadonlyMap<string, PodReport>;
  readonly stored: StoredStatus;
  readonly waitingClients: number;
  /** Of `scaling.metrics`, in its order. */
  readonly readings: readonly MetricReading[];
  /** When the lookup service was asked last with success; `undefined` before the first time. */
  readonly viewedAtMs: number | undefined;
  /** The oldest time that any part of it stands for, without the lookup service's, which carries its own. */
  readonly observedAtMs: number;
  /** Why the lookup service was not heard. */
  readonly lookupFault: unknown;
}

/** Looks at a pool. */
export interface Observer {
  /** @throws whatever pods, routes or the status store throw: without them nothing can be planned. */
  observe(look?: Look): Promise<Observation>;
  /** Takes what was read from a pod itself. */
  takeDirectReport(routeId: string, report: PodReport): void;
  takePickerOutcome(outcome: PickerOutcome): void;
}

function toPoolPod(managed: ManagedPod): LifecyclePod {
  const { endpoint: _endpoint, resources: _resources, workloadEndpoint: _workloadEndpoint, ...pod } = managed;
  return pod;
}

/** Looks through the interfaces; what it remembers is only what saves it from trusting too early. */
export function createObserver(world: PoolWorld, clock: Clock): Observer {
  const { pods, routes, source, statusStore, workload } = world;
  const ear = createLookupEar(workload, clock, () => source.current().lifecycle.reportMaxAgeMs);
  const withholding = createWithholdingTracker();
  const reports = createReportMemory();
  const direct = createReportMemory();
  let picker: PickerOutcome | undefined;

  return {
    async observe(look) {
      const startedAtMs = clock.nowMs();
      const lookupFault = ear.listen((view, heardAtMs) => {
        withholding.take(view, heardAtMs);
        for (const { routeId, report } of view.entries)
          if (report !== undefined) reports.take(routeId, report);
      });
      // One after the other: what the status says of pods, or a pod of its route, would else be about another.
      const read = await statusStore.read(look);
      const listing = await pods.list(look);
      const routing = await routes.observe(look);
      const fault = await lookupFault;
      const nowMs = clock.nowMs();
      const routeIds = new Set(listing.pods.map(({ routeId }) => routeId));
      for (const memory of [withholding, reports, direct]) memory.keep(routeIds);
      const outside = new Map(routing.outsideFallback.map((entry) => [entry.routeId, entry]));
      const found = new Map<string, PodReport>();
      const poolPods = listing.pods.map((pod): LifecyclePod => {
        const { routeId } = pod;
        const report = reports.get(routeId);
        const directReport = direct.get(routeId);
        const lookup = withholding.viewOf(pod, outside.get(routeId), workload.snapshotMaxAgeMs, nowMs);
        const newest =
          (directReport?.sampledAtMs ?? -Infinity) > (report?.sampledAtMs ?? -Infinity)
            ? directReport
            : report;
        if (newest !== undefined && newest.podId === pod.instance?.podId) found.set(routeId, newest);
        return {
          ...toPoolPod(pod),
          ...(report === undefined ? {} : { report }),
          ...(directReport === undefined ? {} : { directReport }),
          ...(lookup === undefined ? {} : { lookup }),
        };
      });
      const stored = read ?? { pool: EMPTY_STATUS };
      const { heard } = ear;
      return {
        observed: {
          pods: poolPods,
          routes: routing.routes,
          subsets: routing.subsets,
          probes: routing.probes,
          ...(routing.gateways === undefined ? {} : { gateways: routing.gateways }),
          ...(heard === undefined
            ? {}
            : { lookup: { observedAtMs: heard.view.observedAtMs, sinceMs: heard.sinceMs } }),
          status: stored.pool,
          ...(picker === undefined ? {} : { picker }),
        },
        pods: listing.pods,
        reports: found,
        stored,
        waitingClients: heard?.view.waitingClients ?? 0,
        readings: world.scalingMetrics?.readings() ?? [],
        viewedAtMs: heard?.view.observedAtMs,
        observedAtMs: Math.min(startedAtMs, listing.observedAtMs, routing.observedAtMs),
        lookupFault: fault,
      };
    },
    takeDirectReport: (routeId, report) => direct.take(routeId, report),
    takePickerOutcome(outcome) {
      picker = outcome;
    },
  };
}
