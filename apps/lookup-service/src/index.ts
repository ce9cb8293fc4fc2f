/**
 * The lookup service for use inside another process: the standalone mode and tests.
 *
 * @module
 */
export { parseLookupConfiguration } from "./configuration/parse-lookup-configuration.ts";
export {
  createLookupService,
  type LookupService,
  type LookupServiceOptions,
} from "./create-lookup-service.ts";
export { metricCatalogue, type MetricName } from "./metrics/catalogue.ts";
export {
  podViewSchema,
  poolListSchema,
  poolViewSchema,
  type PodView,
  type PoolList,
  type PoolView,
} from "./pools/pool-view.ts";
export { createFileSource, type FileSourceOptions } from "./sources/file-source.ts";
export { createMemorySource, type ListedPodInput, type MemorySource } from "./sources/memory-source.ts";
export type {
  PodPhase,
  PodSource,
  PodSourceListener,
  SourcePool,
  SourcePools,
} from "./sources/pod-source.ts";
