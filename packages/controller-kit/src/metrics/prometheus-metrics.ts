import { metricCatalogue, type MetricEntry, type MetricName } from "./catalogue.ts";
import type { Metrics } from "./metrics.ts";

type Labels = Record<string, string>;
interface MetricSettings {
  readonly name: string;
  readonly help: string;
  readonly labelNames: string[];
  readonly buckets?: number[];
  readonly registers: never[];
}
interface RegistryLike {
  registerMetric(metric: never): void;
}

/** The classes of `@prometheus-io/client`, or of `prom-client`, that are needed. */
export interface PrometheusClient {
  readonly Counter: new (settings: MetricSettings) => { inc(labels: Labels): void };
  readonly Gauge: new (settings: MetricSettings) => { set(labels: Labels, value: number): void };
  readonly Histogram: new (settings: MetricSettings) => { observe(labels: Labels, value: number): void };
}

const settingsOf = ({ name, help, labels, buckets }: MetricEntry): MetricSettings => ({
  name,
  help,
  labelNames: [...labels],
  ...(buckets !== undefined && { buckets: [...buckets] }),
  registers: [],
});

/**
 * Keeps the kit's figures in a registry. Call once for a registry.
 *
 * @example
 * ```ts
 * import * as prometheus from "@prometheus-io/client";
 * const metrics = prometheusMetrics(prometheus, new prometheus.Registry());
 * ```
 */
export function prometheusMetrics(client: PrometheusClient, registry: RegistryLike): Metrics {
  const counters = new Map<MetricName, InstanceType<PrometheusClient["Counter"]>>();
  const gauges = new Map<MetricName, InstanceType<PrometheusClient["Gauge"]>>();
  const histograms = new Map<MetricName, InstanceType<PrometheusClient["Histogram"]>>();
  for (const [name, entry] of Object.entries(metricCatalogue) as [MetricName, MetricEntry][]) {
    const settings = settingsOf(entry);
    const registered = <Metric>(metric: Metric): Metric => {
      registry.registerMetric(metric as never);
      return metric;
    };
    if (entry.type === "counter") counters.set(name, registered(new client.Counter(settings)));
    else if (entry.type === "gauge") gauges.set(name, registered(new client.Gauge(settings)));
    else histograms.set(name, registered(new client.Histogram(settings)));
  }
  return {
    increment: (name, labels) => counters.get(name)?.inc({ ...labels }),
    set: (name, labels, value) => gauges.get(name)?.set({ ...labels }, value),
    observe: (name, labels, value) => histograms.get(name)?.observe({ ...labels }, value),
  };
}
