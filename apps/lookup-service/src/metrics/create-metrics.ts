import { collectProcessMetrics, createMetricFactory, expose, type Exposition } from "@fairlead/service-kit";
import { Registry } from "@prometheus-io/client";
import type { Clock } from "../clock.ts";
import type { ReadOutcome } from "../collection/pod-reader.ts";
import { createPickCounters, type PickCounters } from "../pools/pick-counters.ts";
import { COLLECTION_CAUSES } from "../pools/pod-reading.ts";
import type { PoolRegistry } from "../pools/pool-registry.ts";
import type { SharingState } from "../pools/sharing-state.ts";
import type { SharingCause } from "../shared-picks/pick-stream.ts";
import { createBoundedLabels, OTHER } from "./bounded-labels.ts";
import { metricCatalogue } from "./catalogue.ts";
import { collectPools } from "./collect-pools.ts";

/** Pools that have a label of their own; the others count as `other`. */
export const POOL_LABELS_MAX = 100;

const PUSH_OUTCOMES = ["taken", "ignored"] as const;

/** The metrics of one service. */
export interface ServiceMetrics {
  /** The counters that the pools of this name count in. */
  countersFor(pool: string): PickCounters;
  /** Forgets the series of a pool that is gone. */
  forgetPool(pool: string): void;
  /** Registers what is read off the pools, and off the sharing of picks where there is one. Call once. */
  observePools(pools: PoolRegistry, sharing?: SharingState): void;
  observeLookupSeconds(seconds: number): void;
  refused(code: string): void;
  regret(pool: string, value: number): void;
  collected(pool: string, outcome: ReadOutcome): void;
  pushed(pool: string, taken: number, ignored: number): void;
  sourceFailed(code: string): void;
  sharingFailed(cause: SharingCause): void;
  eventStreamOpened(): void;
  eventStreamClosed(dropped: boolean): void;
  /** The text page, and its content type. */
  exposition(): Promise<Exposition>;
}

/** Creates metrics in a registry of their own, so that several services in a process stay apart. */
export function createMetrics(clock: Clock): ServiceMetrics {
  const registry = new Registry();
  collectProcessMetrics(registry);
  const metrics = createMetricFactory(metricCatalogue, registry);
  const labels = createBoundedLabels(POOL_LABELS_MAX);
  const counters = new Map<string, PickCounters>();
  let sourceIsFailing = (): boolean => false;

  const refusals = metrics.counter("refusals");
  const lookupDuration = metrics.histogram("lookupDuration");
  const collectionDuration = metrics.histogram("collectionDuration");
  const collectionErrors = metrics.counter("collectionErrors");
  const collectionBytes = metrics.counter("collectionBytes");
  const pushedReports = metrics.counter("pushedReports");
  const regret = metrics.histogram("regret");
  const sourceErrors = metrics.counter("sourceErrors");
  metrics.gauge("sourceFailing", (gauge) => gauge.set(sourceIsFailing() ? 1 : 0));
  const sharingErrors = metrics.counter("sharingErrors");
  let sharing: SharingState | undefined;
  metrics.gauge("sharingConnected", (gauge) => {
    gauge.reset();
    if (sharing !== undefined) gauge.set(sharing.isConnected ? 1 : 0);
  });
  const eventStreams = metrics.gauge("eventStreams");
  const eventStreamsDropped = metrics.counter("eventStreamsDropped");

  return {
    countersFor(pool) {
      const label = labels.label(pool);
      const existing = counters.get(label) ?? createPickCounters();
      counters.set(label, existing);
      return existing;
    },
    forgetPool(pool) {
      if (labels.label(pool) === OTHER) return;
      labels.release(pool);
      counters.delete(pool);
      for (const metric of [collectionDuration, collectionBytes, regret]) metric.remove({ pool });
      for (const cause of COLLECTION_CAUSES) collectionErrors.remove({ pool, cause });
      for (const outcome of PUSH_OUTCOMES) pushedReports.remove({ pool, outcome });
    },
    observePools(pools, observedSharing) {
      sharing = observedSharing;
      sourceIsFailing = () => pools.fault !== undefined;
      collectPools({ metrics, pools, counters, label: labels.label, clock });
    },
    observeLookupSeconds: (seconds) => lookupDuration.observe(seconds),
    refused: (code) => refusals.inc({ code }),
    regret: (pool, value) => regret.observe({ pool: labels.label(pool) }, value),
    collected(pool, outcome) {
      const label = labels.label(pool);
      collectionDuration.observe({ pool: label }, outcome.durationMs / 1000);
      collectionBytes.inc({ pool: label }, outcome.bytes);
      if ("fault" in outcome) collectionErrors.inc({ pool: label, cause: outcome.fault.cause });
    },
    pushed(pool, taken, ignored) {
      const label = labels.label(pool);
      if (taken > 0) pushedReports.inc({ pool: label, outcome: "taken" }, taken);
      if (ignored > 0) pushedReports.inc({ pool: label, outcome: "ignored" }, ignored);
    },
    sharingFailed: (cause) => sharingErrors.inc({ cause }),
    sourceFailed: (code) => sourceErrors.inc({ code }),
    eventStreamOpened: () => eventStreams.inc(),
    eventStreamClosed(dropped) {
      eventStreams.dec();
      if (dropped) eventStreamsDropped.inc();
    },
    exposition: () => expose(registry),
  };
}
