import { collectDefaultMetrics, type Registry } from "@prometheus-io/client";

/** How often the event loop is looked at: every 10 ms, as by default, takes most of what an idle process uses. */
const EVENT_LOOP = { eventLoopMonitoringPrecision: 100, eventLoopUtilizationTimeout: 1_000 };

/** Registers the metrics of the process itself, `process_…` and `nodejs_…`. Call once for a registry. */
export const collectProcessMetrics = (registry: Registry): void =>
  collectDefaultMetrics({ register: registry, ...EVENT_LOOP });
