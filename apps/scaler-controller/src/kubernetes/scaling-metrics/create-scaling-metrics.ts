import { isDeepStrictEqual } from "node:util";
import type { ApiClient } from "@fairlead/controller-kit";
import type { MetricReading } from "@fairlead/pool-scaling";
import type { ScalingMetric } from "@fairlead/routing-schema";
import type { Clock } from "../../interfaces/clock.ts";
import type { ScalingMetrics } from "../../interfaces/scaling-metrics.ts";
import { createMetricReader, type MetricScope } from "./create-metric-reader.ts";

/** What metrics of a pool are made of. */
export interface ScalingMetricsOptions extends MetricScope {
  readonly client: ApiClient;
  /** `scaling.metrics`, as it is at the moment. */
  readonly wanted: () => readonly ScalingMetric[];
  readonly clock: Clock;
}

/** As often as kube-controller-manager reads them for HorizontalPodAutoscalers, by default. */
const INTERVAL_MS = 15_000;
const UNREAD: MetricReading = { failure: "it has not been read yet" };

interface Reading {
  readonly of: readonly ScalingMetric[];
  readonly readings: readonly MetricReading[];
}

/** Reads metrics from the metrics APIs while somebody asks for them; a pool without metrics costs no request. */
export function createScalingMetrics(options: ScalingMetricsOptions): ScalingMetrics {
  const { client, clock, wanted } = options;
  const listeners = new Set<() => void>();
  let last: Reading | undefined;
  let isReading = false;
  let begunAtMs = -Infinity;

  async function read(metrics: readonly ScalingMetric[]): Promise<void> {
    isReading = true;
    begunAtMs = clock.nowMs();
    const readOne = createMetricReader(client, options);
    const readings = await Promise.all(
      metrics.map((metric) =>
        readOne(metric).catch((error: unknown): MetricReading => ({
          failure: error instanceof Error ? error.message : String(error),
        })),
      ),
    );
    isReading = false;
    last = { of: metrics, readings };
    for (const changed of listeners) changed();
  }

  return {
    readings() {
      const metrics = wanted();
      if (metrics.length === 0) return [];
      const isOther = !isDeepStrictEqual(last?.of, metrics);
      const isDue = isOther || clock.nowMs() - begunAtMs >= INTERVAL_MS;
      if (isDue && !isReading) void read(metrics);
      return isOther ? metrics.map(() => UNREAD) : (last?.readings ?? []);
    },
    watch(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
  };
}
