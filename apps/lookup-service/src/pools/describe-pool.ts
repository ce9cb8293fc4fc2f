import { formatExplanation, type PodExplanation } from "@fairlead/pod-picking";
import type { Pool } from "./pool.ts";
import type { FairleadError } from "@fairlead/routing-schema";
import type { SourcePool } from "../sources/pod-source.ts";
import type { PoolReading, PoolRegistry } from "./pool-registry.ts";
import type { SharingState } from "./sharing-state.ts";
import type { PodView, PoolList, PoolSummary, PoolView } from "./pool-view.ts";

function viewPod(pool: Pool, explained: PodExplanation): PodView {
  const pod = pool.pods.get(explained.podId);
  const reading = pool.readings.get(explained.podId);
  return {
    podId: explained.podId,
    routeId: pod?.routeId ?? null,
    endpoint: pod?.endpoint ?? null,
    workloadEndpoint: pod?.workloadEndpoint ?? "",
    state: explained.state,
    status: explained.status,
    keptOutBy: explained.keptOutBy,
    clients: explained.reportedClients,
    picks: explained.picks,
    load: explained.load,
    capacity: explained.capacity,
    room: explained.room,
    score: explained.score,
    penalty: explained.penalty,
    ageMs: explained.ageMs,
    failures: reading?.failures ?? 0,
    fault: reading?.fault ?? null,
  };
}

/** Every pod of a pool with its load, by pod id. */
export const viewPods = (pool: Pool, nowMs: number): PodView[] =>
  pool.table.explain(nowMs).map((explained) => viewPod(pool, explained));

/** What a source has read of a pool, and how long ago it was last certain of it. */
export interface AgedReading extends PoolReading {
  /** `undefined` for sources that cannot be deaf. */
  readonly ageMs: number | undefined;
  /** `undefined` where picks are not to be shared. */
  readonly sharing: SharingState | undefined;
}

const tellFault = (fault: FairleadError | undefined): PoolSummary["fault"] =>
  fault === undefined ? null : { code: fault.code, message: fault.message };

function summarize(
  pool: Pool,
  pods: readonly PodExplanation[],
  found: SourcePool | undefined,
  nowMs: number,
): PoolSummary {
  const draining = pods.filter(({ state }) => state === "draining").length;
  return {
    pool: pool.id,
    pods: pods.length,
    open: pods.length - draining,
    draining,
    clients: pods.reduce((sum, { reportedClients }) => sum + (reportedClients ?? 0), 0),
    load: pods.reduce((sum, { load }) => sum + load, 0),
    blind: pool.table.blind(nowMs),
    askers: pool.askers.askers(nowMs),
    fault: tellFault(found?.fault),
  };
}

function tellPhases({ closed }: Pool, { ageMs, found }: AgedReading, nowMs: number): PoolView["phases"] {
  if (found?.phases === undefined || ageMs === undefined) return null;
  const pods = found.phases.map((phase) => {
    const report = closed.get(phase.podId);
    if (report === undefined) return { ...phase, report: null };
    const { capacity, clients, draining, sampledAtMs } = report;
    return { ...phase, report: { clients, capacity, draining, ageMs: nowMs - sampledAtMs } };
  });
  return { ageMs, pods };
}

function tellSharing(
  { counters, settings }: Pool,
  sharing: SharingState | undefined,
  nowMs: number,
): PoolView["sharedPicks"] {
  if (sharing === undefined) return null;
  return {
    connected: sharing.isConnected,
    replicas: sharing.replicasSince(nowMs - settings.picking.leaseSeconds * 1000),
    sent: counters.sharedSent,
    taken: counters.sharedTaken,
    dropped: counters.sharedDropped,
    fault: tellFault(sharing.fault),
  };
}

/** A pool with its pods. */
export function viewPool(pool: Pool, reading: AgedReading, nowMs: number): PoolView {
  const explained = pool.table.explain(nowMs);
  const { workload, picking, routing } = pool.settings;
  return {
    ...summarize(pool, explained, reading.found, nowMs),
    pods: explained.map((pod) => viewPod(pool, pod)),
    workload: workload.format,
    scorer: picking.scorer,
    picker: picking.picker,
    leaseSeconds: picking.leaseSeconds,
    routing: routing.mode,
    waitingClients: pool.waiting.clients(nowMs),
    revision: reading.revision ?? null,
    sharedPicks: tellSharing(pool, reading.sharing, nowMs),
    phases: tellPhases(pool, reading, nowMs),
  };
}

/** All pools, by name. */
export function listPools(registry: PoolRegistry, sourceKind: string, nowMs: number): PoolList {
  const { fault, ready } = registry;
  return {
    ready,
    source: { kind: sourceKind, fault: tellFault(fault) },
    pools: [...registry.pools.values()]
      .sort((left, right) => (left.id < right.id ? -1 : 1))
      .map((pool) => summarize(pool, pool.table.explain(nowMs), registry.readingOf(pool.id).found, nowMs)),
  };
}

function explainSharing(shared: PoolView["sharedPicks"]): string[] {
  if (shared === null) return [];
  const { connected, dropped, fault, replicas, sent, taken } = shared;
  const counts = `${sent} told, ${taken} taken, ${dropped} dropped`;
  if (connected) {
    const others = `${replicas} other ${replicas === 1 ? "replica" : "replicas"} within the lease`;
    return [`Picks are shared: ${others}; ${counts}. Those that were taken are among the picks below.`];
  }
  return [`Picks of other replicas are not known at present; ${counts}. ${fault?.message ?? ""}`.trimEnd()];
}

/** Why each pod of a pool is picked or not, as text. */
export function explainPool(
  pool: Pool,
  { found, sharing }: Pick<AgedReading, "found" | "sharing">,
  nowMs: number,
): string {
  const explained = pool.table.explain(nowMs);
  const summary = summarize(pool, explained, found, nowMs);
  const { scorer, picker, leaseSeconds } = pool.settings.picking;
  const faults = [...pool.readings].flatMap(([podId, { fault, failures }]) =>
    fault === undefined
      ? []
      : [
          `${podId}: ${failures} failed ${failures === 1 ? "read" : "reads"}, the last by ${fault.cause}: ${fault.detail}`,
        ],
  );
  return [
    `${pool.id}: ${summary.open} open and ${summary.draining} draining pods, scorer ${scorer}, picker ${picker}, lease ${leaseSeconds} s, ${summary.askers} asking`,
    ...(summary.blind ? ["No open pod has a fresh report: picks go by own picks alone."] : []),
    ...explainSharing(tellSharing(pool, sharing, nowMs)),
    ...(explained.length === 0 ? ["The pool has no pods."] : [formatExplanation(explained)]),
    ...faults,
    ...(found?.phases ?? []).flatMap(({ podId, unlistedBecause }) =>
      unlistedBecause === null ? [] : [`${podId}: given to nobody (${unlistedBecause})`],
    ),
    ...(summary.fault === null ? [] : [`The settings are the last good ones. ${summary.fault.message}`]),
    "",
  ].join("\n");
}
