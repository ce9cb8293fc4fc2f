import { Counter, Gauge, Histogram, type Registry } from "@prometheus-io/client";
import type { LabelsOf, MetricCatalogue, MetricEntry, MetricNameOf } from "./catalogue.ts";

/** Registers the metrics of a catalogue by their short names, each once. */
export interface MetricFactory<Catalogue extends MetricCatalogue> {
  /** Registers a counter; `collect` is called before each exposition. */
  counter<Name extends MetricNameOf<Catalogue, "counter">>(
    name: Name,
    collect?: (counter: Counter<LabelsOf<Catalogue, Name>>) => void,
  ): Counter<LabelsOf<Catalogue, Name>>;
  /** Registers a gauge; `collect` is called before each exposition. */
  gauge<Name extends MetricNameOf<Catalogue, "gauge">>(
    name: Name,
    collect?: (gauge: Gauge<LabelsOf<Catalogue, Name>>) => void,
  ): Gauge<LabelsOf<Catalogue, Name>>;
  /** Registers a histogram. */
  histogram<Name extends MetricNameOf<Catalogue, "histogram">>(
    name: Name,
  ): Histogram<LabelsOf<Catalogue, Name>>;
}

/**
 * Creates what registers the metrics of `catalogue` in `registry`. Names of metrics and of labels are checked by
 * the compiler.
 *
 * @example
 * ```ts
 * const metrics = createMetricFactory(metricCatalogue, new Registry());
 * metrics.counter("picks").inc({ pool: "default/chat", outcome: "picked" });
 * ```
 */
export function createMetricFactory<const Catalogue extends MetricCatalogue>(
  catalogue: Catalogue,
  registry: Registry,
): MetricFactory<Catalogue> {
  // To the compiler a key of a generic record may have no value.
  const entryOf = (name: keyof Catalogue) => catalogue[name] as MetricEntry;
  const optionsOf = <Name extends keyof Catalogue>(short: Name) => {
    const { name, help, labels } = entryOf(short);
    return { name, help, labelNames: labels as readonly LabelsOf<Catalogue, Name>[], registers: [registry] };
  };
  return {
    counter(name, collect) {
      const counter: Counter<LabelsOf<Catalogue, typeof name>> = new Counter({
        ...optionsOf(name),
        ...(collect !== undefined && { collect: () => collect(counter) }),
      });
      return counter;
    },
    gauge(name, collect) {
      const gauge: Gauge<LabelsOf<Catalogue, typeof name>> = new Gauge({
        ...optionsOf(name),
        ...(collect !== undefined && { collect: () => collect(gauge) }),
      });
      return gauge;
    },
    histogram(name) {
      const { buckets } = entryOf(name);
      return new Histogram({ ...optionsOf(name), ...(buckets !== undefined && { buckets: [...buckets] }) });
    },
  };
}
