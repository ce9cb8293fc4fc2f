import { startLocalGateway, type LocalGateway, type LocalGatewayOptions } from "@fairlead/local-gateway";
import {
  createLookupService,
  createMemorySource,
  type LookupService,
  type MemorySource,
  type PodView,
  type PoolView,
} from "@fairlead/lookup-service";
import {
  lookupServiceConfigurationSchema,
  type FilterConfiguration,
  type LookupServiceConfigurationInput,
} from "@fairlead/routing-schema";
import { startPod, type Pod } from "./pod.ts";
import { until } from "@fairlead/test-support";
import { POOL } from "./world.ts";

/** Pods, the real lookup service, and gateways with the real filter. */
export interface PoolWorld {
  readonly pods: readonly Pod[];
  readonly lookup: LookupService<MemorySource>;
  readonly lookupAddress: string;
  /** How the lookup service sees the pods. */
  view(): Promise<readonly PodView[]>;
  readonly gateways: readonly LocalGateway[];
  stop(): Promise<void>;
}

export interface PoolWorldOptions {
  readonly pods: number;
  readonly gateways?: number;
  readonly filter?: Partial<FilterConfiguration>;
  readonly routing?: LocalGatewayOptions["routing"];
  readonly lookup?: Partial<Omit<LookupServiceConfigurationInput, "source">>;
  /** Default true: gateways start when the lookup service has a report of every pod. */
  readonly awaitReports?: boolean;
  readonly prepare?: (pods: readonly Pod[]) => void;
}

/** Starts everything and waits until every gateway can pick. */
export async function startPoolWorld(options: PoolWorldOptions): Promise<PoolWorld> {
  const pods = await Promise.all(
    Array.from({ length: options.pods }, (_, index) => startPod(`chat-${index}`)),
  );
  options.prepare?.(pods);
  const listed = pods.map(({ podId, endpoint }) => ({ podId, endpoint, state: "open" as const }));
  const source = createMemorySource();
  source.set(POOL, listed);
  const lookup = createLookupService({
    source,
    configuration: lookupServiceConfigurationSchema.parse({
      listen: { host: "127.0.0.1", port: 0 },
      source: { kind: "file", path: "unused" },
      stop: { drainMs: 0 },
      ...options.lookup,
    }),
  });
  const { host, port } = await lookup.listen();
  const lookupAddress = `http://${host}:${port}`;
  const view = async (): Promise<readonly PodView[]> =>
    ((await (await fetch(`${lookupAddress}/v1/pools/${POOL}`)).json()) as PoolView).pods;
  if (options.awaitReports !== false) {
    await until("every pod has reported", async () => (await view()).every(({ ageMs }) => ageMs !== null));
  }
  const gateways = await Promise.all(
    Array.from({ length: options.gateways ?? 1 }, () =>
      startLocalGateway({
        lookupService: { address: `${host}:${port}` },
        pods: listed.map((pod) => ({ ...pod, routeId: pod.podId })),
        routing: options.routing ?? { mode: "routes" },
        filter: {
          configuration: {
            upstream_name: "lookup-service",
            authority: "lookup",
            pool: POOL,
            snapshot_interval_ms: 200,
            ...options.filter,
          },
        },
      }),
    ),
  );
  if (options.filter?.mode === "snapshot") {
    for (const gateway of gateways) {
      await until(
        "the filter has a snapshot",
        async () => ((await gateway.stats("fairlead_filter_pods"))["fairlead_filter_pods"] ?? 0) > 0,
      );
    }
  }
  return {
    pods,
    lookup,
    lookupAddress,
    view,
    gateways,
    stop: async () => {
      await Promise.all(gateways.map((gateway) => gateway.stop({ drainTimeoutMs: 0 })));
      await lookup.stop();
      await Promise.all(pods.map((pod) => pod.kill()));
    },
  };
}
