import { Counter, Gauge, Histogram, type Registry } from "@prometheus-io/client";
import { metricCatalogue, type LabelsOf, type MetricEntry, type MetricNameOf } from "./catalogue.ts";

/** Registers a counter of the catalogue; `collect` is called before each exposition. */
export function createCounter<Name extends MetricNameOf<"counter">>(
  name: Name,
  registry: Registry,
  collect?: (counter: Counter<LabelsOf<Name>>) => void,
): Counter<LabelsOf<Name>> {
  const { name: fullName, help, labels } = metricCatalogue[name];
  const counter: Counter<LabelsOf<Name>> = new Counter<LabelsOf<Name>>({
    name: fullName,
    help,
    labelNames: labels,
    registers: [registry],
    ...(collect !== undefined && { collect: () => collect(counter) }),
  });
  return counter;
}

/** Registers a gauge of the catalogue; `collect` is called before each exposition. */
export function createGauge<Name extends MetricNameOf<"gauge">>(
  name: Name,
  registry: Registry,
  collect?: (gauge: Gauge<LabelsOf<Name>>) => void,
): Gauge<LabelsOf<Name>> {
  const { name: fullName, help, labels } = metricCatalogue[name];
  const gauge: Gauge<LabelsOf<Name>> = new Gauge<LabelsOf<Name>>({
    name: fullName,
    help,
    labelNames: labels,
    registers: [registry],
    ...(collect !== undefined && { collect: () => collect(gauge) }),
  });
  return gauge;
}

/** Registers a histogram of the catalogue. */
export function createHistogram<Name extends MetricNameOf<"histogram">>(
  name: Name,
  registry: Registry,
): Histogram<LabelsOf<Name>> {
  const { name: fullName, help, labels, buckets }: MetricEntry = metricCatalogue[name];
  return new Histogram<LabelsOf<Name>>({
    name: fullName,
    help,
    labelNames: labels as readonly LabelsOf<Name>[],
    registers: [registry],
    ...(buckets !== undefined && { buckets: [...buckets] }),
  });
}
