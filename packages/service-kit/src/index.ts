/**
 * What Fairlead's HTTP services have in common.
 *
 * @module
 */
export {
  metricEntries,
  type LabelsOf,
  type MetricCatalogue,
  type MetricEntry,
  type MetricNameOf,
} from "./metrics/catalogue.ts";
export { collectProcessMetrics } from "./metrics/collect-process-metrics.ts";
export { createMetricFactory, type MetricFactory } from "./metrics/create-metric-factory.ts";
export { expose, type Exposition } from "./metrics/exposition.ts";
