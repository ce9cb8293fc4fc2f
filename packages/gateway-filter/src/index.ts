export { readPlugin } from "./plugin.ts";
export type { Plugin } from "./plugin.ts";
export { FILTER_METRICS } from "./metrics.ts";
export type { FilterMetric } from "./metrics.ts";
