/**
 * The lookup service for use inside another process: the standalone mode and tests.
 *
 * @module
 */
export {
  createLookupService,
  type LookupService,
  type LookupServiceAddress,
  type LookupServiceOptions,
} from "./create-lookup-service.ts";
export { createFileSource, type FileSourceOptions } from "./sources/file-source.ts";
export {
  createMemorySource,
  type ListedPodInput,
  type MemorySource,
} from "./sources/memory-source.ts";
export type { PodsByPool, PodSource, PodSourceListener } from "./sources/pod-source.ts";
