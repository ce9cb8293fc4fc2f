import type { MetricFactory } from "@fairlead/service-kit";
import type { Clock } from "../clock.ts";
import type { PickCounters } from "../pools/pick-counters.ts";
import type { Pool } from "../pools/pool.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import type { PodExplanation } from "@fairlead/pod-picking";
import type { metricCatalogue } from "./catalogue.ts";

/** Pods that have series of their own. */
export const POD_SERIES_MAX = 1_000;

const PICK_OUTCOMES: readonly (readonly [keyof PickCounters, string])[] = [
  ["picked", "picked"],
  ["blind", "blind"],
  ["kept", "kept"],
  ["noPod", "no_pod"],
  ["full", "full"],
  ["reported", "reported"],
];

const SNAPSHOT_OUTCOMES: readonly (readonly [keyof PickCounters, string])[] = [
  ["snapshotSent", "sent"],
  ["snapshotUnchanged", "unchanged"],
];

const SHARING_OUTCOMES: readonly (readonly [keyof PickCounters, string])[] = [
  ["sharedSent", "sent"],
  ["sharedTaken", "taken"],
  ["sharedDropped", "dropped"],
];

/** What the pools' metrics are read from. */
export interface CollectPoolsOptions {
  readonly metrics: MetricFactory<typeof metricCatalogue>;
  readonly pools: PoolRegistry;
  /** Counters by the label of their pool. */
  readonly counters: ReadonlyMap<string, PickCounters>;
  readonly label: (pool: string) => string;
  readonly clock: Clock;
}

const median = (sorted: readonly number[]): number | undefined => sorted[Math.floor((sorted.length - 1) / 2)];

/**
 * Registers the metrics that are read off the pools when they are asked for. Each exposition starts
 * from nothing, so the series of a pod or pool that is gone are gone with it.
 */
export function collectPools({ metrics, pools, counters, label, clock }: CollectPoolsOptions): void {
  const total = (
    name: "picks" | "sharedPicks" | "snapshotRequests",
    outcomes: typeof PICK_OUTCOMES,
  ): void => {
    metrics.counter(name, (counter) => {
      counter.reset();
      for (const [pool, values] of counters) {
        for (const [key, outcome] of outcomes) counter.inc({ pool, outcome }, values[key]);
      }
    });
  };
  total("picks", PICK_OUTCOMES);
  total("snapshotRequests", SNAPSHOT_OUTCOMES);
  total("sharedPicks", SHARING_OUTCOMES);

  // All of these gauges show one moment: the explanation is made once for each exposition.
  let explained: { readonly pool: Pool; readonly pods: readonly PodExplanation[] }[] = [];
  metrics.gauge("pods", (gauge) => {
    const nowMs = clock();
    explained = [...pools.pools.values()].map((pool) => ({ pool, pods: pool.table.explain(nowMs) }));
    gauge.reset();
    for (const { pool, pods } of explained) {
      for (const { status } of pods) gauge.inc({ pool: label(pool.id), status });
    }
  });
  metrics.gauge("reportAge", (gauge) => {
    gauge.reset();
    for (const { pool, pods } of explained) {
      const ages = pods.flatMap(({ ageMs }) => ageMs ?? []).sort((left, right) => left - right);
      const middle = median(ages);
      if (middle === undefined) continue;
      gauge.set({ pool: label(pool.id), statistic: "median" }, middle / 1000);
      gauge.set({ pool: label(pool.id), statistic: "max" }, (ages.at(-1) ?? middle) / 1000);
    }
  });
  const perPod = (name: "podClients" | "podLoad", valueOf: (pod: PodExplanation) => number | null): void => {
    metrics.gauge(name, (gauge) => {
      gauge.reset();
      let series = 0;
      for (const { pool, pods } of explained) {
        for (const pod of pods) {
          const value = valueOf(pod);
          if (value === null || series >= POD_SERIES_MAX) continue;
          series += 1;
          gauge.set({ pool: label(pool.id), pod: pod.podId }, value);
        }
      }
    });
  };
  perPod("podClients", ({ reportedClients }) => reportedClients);
  perPod("podLoad", ({ load }) => load);
  const perPool = (
    name: "askers" | "blind" | "herdIndex" | "settingsFailing",
    valueOf: (pool: Pool, nowMs: number) => number | undefined,
  ): void => {
    metrics.gauge(name, (gauge) => {
      gauge.reset();
      for (const pool of pools.pools.values()) {
        const value = valueOf(pool, clock());
        if (value !== undefined) gauge.set({ pool: label(pool.id) }, value);
      }
    });
  };
  perPool("askers", (pool, nowMs) => pool.askers.askers(nowMs));
  perPool("blind", (pool, nowMs) => (pool.table.blind(nowMs) ? 1 : 0));
  perPool("settingsFailing", ({ id }) => (pools.readingOf(id).found?.fault === undefined ? 0 : 1));
  perPool("herdIndex", (pool, nowMs) =>
    pool.herd.index([...pool.pods.values()].filter(({ state }) => state === "open").length, nowMs),
  );
}
