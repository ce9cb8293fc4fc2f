import { isDeepStrictEqual } from "node:util";
import { spreadPicks, type ToldPicks } from "./spread-picks.ts";
import type { LoadTable, RandomSource } from "@fairlead/pod-picking";
import type { ListedPod, LookupPool, PicksReport, WorkloadReport } from "@fairlead/routing-schema";
import { createAskerLedger, type AskerLedger } from "./asker-ledger.ts";
import { createPoolTable, rebuildPoolTable } from "./pool-table.ts";
import { createHerdMeter, type HerdMeter } from "./herd-meter.ts";
import { createPodListing } from "./pod-listing.ts";
import { createClosedReports, type ClosedReports } from "./closed-reports.ts";
import { createPickCounters, type PickCounters } from "./pick-counters.ts";
import type { CollectionCause, PodReading } from "./pod-reading.ts";
import { toPoolPod, type PoolPod } from "./pool-pod.ts";
import { createWaitingMeter, type WaitingMeter } from "./waiting-meter.ts";

/** What became of a lookup. */
export type PoolPick =
  | { readonly pod: PoolPod; readonly kept: boolean; readonly blind: boolean }
  | { readonly refusal: "no_pod" | "full" };

/** Who is told of what happens in a pool. */
export interface PoolObserver {
  /** A pick was made or reported: the pool is busy. */
  picked?(pool: Pool): void;
  /** This service gave clients a pod, or heard it of a filter. */
  handedOut?(pool: Pool, picks: ToldPicks): void;
  /** {@link Pool.listing} is another one. */
  listed?(pool: Pool): void;
  /** How much worse the chosen pod was than the best one known, in units of the score. */
  regret?(pool: Pool, value: number): void;
}

/** What a pool is made of. */
export interface PoolOptions {
  readonly id: string;
  readonly settings: LookupPool;
  readonly random: RandomSource;
  readonly counters?: PickCounters;
  readonly observer?: PoolObserver;
}

/** The pods of one workload, their load, and the picks among them. Knows no network and no clock. */
export interface Pool {
  readonly id: string;
  /** At present; see {@link Pool.configure}. */
  readonly settings: LookupPool;
  readonly counters: PickCounters;
  /** Of the present settings. Do not keep it: other settings may have another one. */
  readonly table: LoadTable;
  readonly askers: AskerLedger;
  readonly herd: HerdMeter;
  /** Lookups that found no pod. */
  readonly waiting: WaitingMeter;
  readonly pods: ReadonlyMap<string, PoolPod>;
  /** What closed pods push. */
  readonly closed: Pick<ClosedReports, "get" | "has">;
  /** How reading each pod goes; an entry for each pod. */
  readonly readings: ReadonlyMap<string, PodReading>;
  /** Grows with every change that an answer may show. */
  readonly version: number;
  /** Of the pods that clients are given; as `PodListing` has it. */
  readonly listing: string;
  /** When a client was last given a pod; `-Infinity` before. */
  readonly pickedAtMs: number;
  /** Has other settings hold from here on. The pods keep their load; `setPods` has to follow. */
  configure(settings: LookupPool, nowMs: number): void;
  /** `closed`: names of those that are given to nobody any more. */
  setPods(pods: readonly ListedPod[], nowMs: number, closed?: readonly string[]): void;
  /** Takes a report of a pod; false when it is older than the one held, or of no pod of the pool. */
  report(podId: string, report: WorkloadReport, sampledAtMs: number, nowMs: number): boolean;
  /** Counts that a pod's workload could not be read. */
  reportFailed(podId: string, cause: CollectionCause, detail: string, nowMs: number): void;
  pick(prefer: string | undefined, nowMs: number): PoolPick;
  /** The pod that ranks best; counts nothing. */
  peek(prefer: string | undefined, nowMs: number): PoolPick;
  /** Counts the picks that a filter instance tells of. */
  reportPicks(asker: string | undefined, picks: PicksReport, nowMs: number): void;
  /** Adds picks of another replica to the load. Those of an unknown pod, or past the lease, are dropped. */
  takePicks(picks: ToldPicks, nowMs: number): void;
  /** Endpoints to fall back to, best first; at most {@link FALLBACKS_MAX}, renewed a few times a second. */
  fallbacks(nowMs: number): readonly PoolPod[];
}

/** Endpoints beside the chosen one that a lookup answers. */
export const FALLBACKS_MAX = 1;
const FALLBACKS_MAX_AGE_MS = 200;
/** One pick in this many is compared with the best pod known. */
const REGRET_SAMPLE = 32;

/** Creates a pool without pods. */
export function createPool({
  id,
  settings: firstSettings,
  random,
  counters = createPickCounters(),
  observer = {},
}: PoolOptions): Pool {
  let settings = firstSettings;
  let table = createPoolTable(settings.picking);
  const askers = createAskerLedger(settings.picking.leaseSeconds * 1000);
  const herd = createHerdMeter();
  const waiting = createWaitingMeter();
  const pods = new Map<string, PoolPod>();
  const closed = createClosedReports();
  const readings = new Map<string, PodReading>();
  let version = 0;
  const listing = createPodListing();
  let pickedAtMs = -Infinity;
  let fallbacks: readonly PoolPod[] = [];
  let fallbacksUntilMs = -Infinity;

  function noteRegret(podId: string, nowMs: number): void {
    const [chosen, best] = table.rank({ nowMs, random, prefer: podId, limit: 2 });
    if (chosen === undefined || best === undefined) return;
    // Scores are proportional to the load, and the chosen pod's holds the pick already.
    const before = chosen.load > 0 ? (chosen.score * Math.max(0, chosen.load - 1)) / chosen.load : 0;
    observer.regret?.(pool, Math.max(0, before - best.score));
  }

  function notePicks(podId: string, picks: number, nowMs: number): void {
    version += 1;
    pickedAtMs = nowMs;
    herd.count(podId, picks, nowMs);
    observer.picked?.(pool);
  }

  const pool: Pool = {
    id,
    get settings() {
      return settings;
    },
    counters,
    get table() {
      return table;
    },
    askers,
    herd,
    waiting,
    pods,
    closed,
    readings,
    get version() {
      return version;
    },
    get listing() {
      return listing.digest;
    },
    get pickedAtMs() {
      return pickedAtMs;
    },
    configure(next, nowMs) {
      if (!isDeepStrictEqual(next.picking, settings.picking)) {
        table = rebuildPoolTable(table, next.picking, nowMs);
        askers.setLease(next.picking.leaseSeconds * 1000);
      }
      settings = next;
      version += 1;
    },
    setPods(listed, nowMs, closedPods = []) {
      const present = new Set(listed.map(({ podId }) => podId));
      let isNews = false;
      const list = (podId: string): void => {
        isNews = listing.set(podId, pods.get(podId), readings.get(podId)?.says) || isNews;
      };
      for (const podId of pods.keys()) {
        if (present.has(podId)) continue;
        pods.delete(podId);
        readings.delete(podId);
        list(podId);
      }
      for (const pod of listed) {
        pods.set(pod.podId, toPoolPod(pod, settings));
        if (!readings.has(pod.podId))
          readings.set(pod.podId, { failures: 0, fault: undefined, says: undefined });
        list(pod.podId);
      }
      table.setPods(listed, nowMs);
      closed.setPods(closedPods);
      fallbacksUntilMs = -Infinity;
      version += 1;
      if (isNews) observer.listed?.(pool);
    },
    report(podId, { clients, capacity, draining }, sampledAtMs, nowMs) {
      if (closed.has(podId)) return closed.report(podId, { clients, capacity, draining }, sampledAtMs);
      if (table.report(podId, { clients, capacity, draining }, sampledAtMs) !== "taken") return false;
      table.recordSuccess(podId, nowMs);
      const reading = readings.get(podId);
      const says = draining ? "draining" : "open";
      if (reading !== undefined) Object.assign(reading, { failures: 0, fault: undefined, says });
      version += 1;
      if (listing.set(podId, pods.get(podId), says)) observer.listed?.(pool);
      return true;
    },
    reportFailed(podId, cause, detail, nowMs) {
      const reading = readings.get(podId);
      if (reading === undefined) return;
      reading.failures += 1;
      reading.fault = { cause, detail };
      table.recordError(podId, nowMs);
      version += 1;
    },
    pick(prefer, nowMs) {
      const outcome = table.pick({ nowMs, random, prefer });
      if ("refusal" in outcome) {
        if (outcome.refusal === "full") counters.full += 1;
        else {
          counters.noPod += 1;
          waiting.count(nowMs);
        }
        return outcome;
      }
      const { podId, kept, blind } = outcome;
      if (kept) counters.kept += 1;
      else {
        if (blind) counters.blind += 1;
        else counters.picked += 1;
        notePicks(podId, 1, nowMs);
        observer.handedOut?.(pool, { podId, count: 1, sinceMs: nowMs, untilMs: nowMs });
        if (!blind && counters.picked % REGRET_SAMPLE === 0) noteRegret(podId, nowMs);
      }
      return { pod: pods.get(podId) as PoolPod, kept, blind };
    },
    peek(prefer, nowMs) {
      const [best] = table.rank({ nowMs, random, prefer, limit: 1 });
      const pod = best === undefined ? undefined : pods.get(best.podId);
      if (pod !== undefined) return { pod, kept: pod.podId === prefer, blind: table.blind(nowMs) };
      return { refusal: table.explain(nowMs).some(({ state }) => state === "open") ? "full" : "no_pod" };
    },
    reportPicks(asker, report, nowMs) {
      const { picks, sinceMs } =
        asker === undefined ? { picks: report.picks, sinceMs: nowMs } : askers.take(asker, report, nowMs);
      for (const [podId, count] of picks) {
        if (!pods.has(podId)) continue;
        const told: ToldPicks = { podId, count, sinceMs, untilMs: nowMs };
        spreadPicks(table, told);
        counters.reported += count;
        notePicks(podId, count, nowMs);
        observer.handedOut?.(pool, told);
      }
    },
    takePicks(told, nowMs) {
      const isOver = nowMs - told.untilMs >= settings.picking.leaseSeconds * 1000;
      if (isOver || !pods.has(told.podId)) {
        counters.sharedDropped += told.count;
        return;
      }
      spreadPicks(table, told);
      counters.sharedTaken += told.count;
      version += 1;
      // The pods of a pool that is busy elsewhere are worth reading here as well.
      pickedAtMs = Math.max(pickedAtMs, told.untilMs);
      observer.picked?.(pool);
    },
    fallbacks(nowMs) {
      if (nowMs >= fallbacksUntilMs) {
        const ranked = table.rank({ nowMs, random, limit: FALLBACKS_MAX + 1 });
        fallbacks = ranked.flatMap(({ podId, state }) => (state === "open" ? (pods.get(podId) ?? []) : []));
        fallbacksUntilMs = nowMs + FALLBACKS_MAX_AGE_MS;
      }
      return fallbacks;
    },
  };
  return pool;
}
