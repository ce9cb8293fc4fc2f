import { collectProcessMetrics, createMetricFactory, expose, type Exposition } from "@fairlead/service-kit";
import { Registry } from "@prometheus-io/client";
import type { Outcome } from "../execute/outcome.ts";
import type { PlanAction } from "@fairlead/pool-scaling";
import { metricCatalogue } from "./catalogue.ts";

/** What the gauges of one pool show. */
export interface PoolFigures {
  readonly pool: string;
  readonly desiredReplicas: number;
  readonly phases: Readonly<Record<"starting" | "open" | "draining" | "closed", number>>;
  readonly clients: number;
  readonly waitingClients: number;
  readonly conditions: readonly { readonly type: string; readonly status: boolean }[];
  readonly viewAgeSeconds: number | undefined;
}

/** The metrics of one service. */
export interface ScalerMetrics {
  acted(pool: string, kind: PlanAction["kind"], outcome: Outcome): void;
  planned(pool: string, seconds: number): void;
  happened(pool: string, reason: string): void;
  observeFailed(pool: string, part: "world" | "lookup"): void;
  reconciled(pool: string, outcome: "done" | "failed", seconds: number): void;
  routeProgrammed(pool: string, seconds: number): void;
  probed(pool: string, answer: "led" | "routed" | "elsewhere" | "silent"): void;
  /** Registers what the gauges are read from. Call once. */
  observe(read: {
    readonly pools: () => readonly PoolFigures[];
    readonly isLeader: () => boolean;
    readonly eventStreams: () => number;
  }): void;
  /** The text page, and its content type. */
  exposition(): Promise<Exposition>;
}

/** Creates metrics, by default in a registry of their own, so that several services in a process stay apart. */
export function createMetrics(registry: Registry = new Registry()): ScalerMetrics {
  collectProcessMetrics(registry);
  const metrics = createMetricFactory(metricCatalogue, registry);
  const reconciles = metrics.counter("reconciles");
  const reconcileDuration = metrics.histogram("reconcileDuration");
  const planDuration = metrics.histogram("planDuration");
  const observeErrors = metrics.counter("observeErrors");
  const actions = metrics.counter("actions");
  const events = metrics.counter("events");
  const routeProgrammed = metrics.histogram("routeProgrammed");
  const probes = metrics.counter("probes");
  return {
    acted: (pool, kind, outcome) => actions.inc({ pool, kind, outcome }),
    planned: (pool, seconds) => planDuration.observe({ pool }, seconds),
    happened: (pool, reason) => events.inc({ pool, reason }),
    observeFailed: (pool, part) => observeErrors.inc({ pool, part }),
    reconciled(pool, outcome, seconds) {
      reconciles.inc({ pool, outcome });
      reconcileDuration.observe({ pool }, seconds);
    },
    routeProgrammed: (pool, seconds) => routeProgrammed.observe({ pool }, seconds),
    probed: (pool, answer) => probes.inc({ pool, answer }),
    observe({ eventStreams, isLeader, pools }) {
      metrics.gauge("leader", (gauge) => gauge.set(isLeader() ? 1 : 0));
      metrics.gauge("eventStreams", (gauge) => gauge.set(eventStreams()));
      metrics.gauge("desiredReplicas", (gauge) => {
        for (const { pool, desiredReplicas } of pools()) gauge.set({ pool }, desiredReplicas);
      });
      metrics.gauge("pods", (gauge) => {
        for (const { phases, pool } of pools())
          for (const [phase, count] of Object.entries(phases)) gauge.set({ pool, phase }, count);
      });
      metrics.gauge("clients", (gauge) => {
        for (const { clients, pool } of pools()) gauge.set({ pool }, clients);
      });
      metrics.gauge("waitingClients", (gauge) => {
        for (const { pool, waitingClients } of pools()) gauge.set({ pool }, waitingClients);
      });
      metrics.gauge("condition", (gauge) => {
        for (const { conditions, pool } of pools())
          for (const { status, type } of conditions) gauge.set({ pool, type }, status ? 1 : 0);
      });
      metrics.gauge("viewAge", (gauge) => {
        for (const { pool, viewAgeSeconds } of pools())
          if (viewAgeSeconds !== undefined) gauge.set({ pool }, viewAgeSeconds);
      });
    },
    exposition: () => expose(registry),
  };
}
