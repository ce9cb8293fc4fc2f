import { collectDefaultMetrics, Registry } from "@prometheus-io/client";
import type { Outcome } from "../execute/outcome.ts";
import type { PlanAction } from "@fairlead/pool-scaling";
import { createCounter, createGauge, createHistogram } from "./create-registered.ts";

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
  exposition(): Promise<{ readonly text: string; readonly contentType: string }>;
}

/** How often the event loop is looked at: every 10 ms, as by default, takes most of what an idle process uses. */
const EVENT_LOOP = { eventLoopMonitoringPrecision: 100, eventLoopUtilizationTimeout: 1_000 };

/** Creates metrics, by default in a registry of their own, so that several services in a process stay apart. */
export function createMetrics(registry: Registry = new Registry()): ScalerMetrics {
  collectDefaultMetrics({ register: registry, ...EVENT_LOOP });
  const reconciles = createCounter("reconciles", registry);
  const reconcileDuration = createHistogram("reconcileDuration", registry);
  const planDuration = createHistogram("planDuration", registry);
  const observeErrors = createCounter("observeErrors", registry);
  const actions = createCounter("actions", registry);
  const events = createCounter("events", registry);
  const routeProgrammed = createHistogram("routeProgrammed", registry);
  const probes = createCounter("probes", registry);
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
      createGauge("leader", registry, (gauge) => gauge.set(isLeader() ? 1 : 0));
      createGauge("eventStreams", registry, (gauge) => gauge.set(eventStreams()));
      createGauge("desiredReplicas", registry, (gauge) => {
        for (const { pool, desiredReplicas } of pools()) gauge.set({ pool }, desiredReplicas);
      });
      createGauge("pods", registry, (gauge) => {
        for (const { phases, pool } of pools())
          for (const [phase, count] of Object.entries(phases)) gauge.set({ pool, phase }, count);
      });
      createGauge("clients", registry, (gauge) => {
        for (const { clients, pool } of pools()) gauge.set({ pool }, clients);
      });
      createGauge("waitingClients", registry, (gauge) => {
        for (const { pool, waitingClients } of pools()) gauge.set({ pool }, waitingClients);
      });
      createGauge("condition", registry, (gauge) => {
        for (const { conditions, pool } of pools())
          for (const { status, type } of conditions) gauge.set({ pool, type }, status ? 1 : 0);
      });
      createGauge("viewAge", registry, (gauge) => {
        for (const { pool, viewAgeSeconds } of pools())
          if (viewAgeSeconds !== undefined) gauge.set({ pool }, viewAgeSeconds);
      });
    },
    exposition: async () => ({ text: await registry.metrics(), contentType: registry.contentType }),
  };
}
