import { parseLookupConfiguration } from "../configuration/parse-lookup-configuration.ts";
import {
  createLookupService,
  type LookupService,
  type LookupServiceOptions,
} from "../create-lookup-service.ts";
import { createMemorySource, type ListedPodInput, type MemorySource } from "../sources/memory-source.ts";

type ConfigurationInput = Parameters<typeof parseLookupConfiguration>[0];

/** A service that is fed by the test, on a free port of 127.0.0.1 once it listens. */
export function createTestService(
  configuration: ConfigurationInput = {},
  options: Partial<LookupServiceOptions<MemorySource>> = {},
): LookupService<MemorySource> {
  return createLookupService({
    source: createMemorySource(),
    configuration: parseLookupConfiguration({
      listen: { host: "127.0.0.1", port: 0 },
      stop: { drainMs: 0 },
      collection: { minIntervalMs: 20, maxIntervalMs: 100, timeoutMs: 200 },
      ...configuration,
    }),
    ...options,
  });
}

/** Settings of a pool whose pods push: nothing is read from anywhere. */
export const pushPool = { workload: { format: "push" } } as const;

/** Pods `name-0` and on, at addresses where nothing listens. */
export const listPods = (count: number, name = "pod"): ListedPodInput[] =>
  Array.from({ length: count }, (_, index) => ({
    podId: `${name}-${index}`,
    endpoint: `127.1.${Math.floor(index / 250)}.${(index % 250) + 1}:9`,
  }));
