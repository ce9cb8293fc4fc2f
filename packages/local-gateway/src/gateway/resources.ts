import { lookupCluster, poolCluster, singlePodCluster, type RoutingMode } from "../xds/clusters.ts";
import { filterResource } from "../xds/filter.ts";
import { poolEndpoints } from "../xds/endpoints.ts";
import { listener } from "../xds/listener.ts";
import type { JsonObject } from "../xds/resource.ts";
import type { ResourceFiles, ResourceKind } from "../xds/resource-files.ts";
import { routeConfiguration } from "../xds/routes.ts";
import type { LocalGatewayFilter, LocalGatewayOptions } from "./local-gateway-options.ts";
import type { LocalPod } from "./local-pod.ts";
import { QUERY_PARAMETER_POD_ID } from "@fairlead/routing-schema";

/** Builds what Envoy reads, from the options and the pods of the moment. */
export interface Resources {
  /** `podsWithCluster`: those of the routes, and those that requests under way may still go to. */
  clusters(podsWithCluster: readonly Pick<LocalPod, "routeId" | "endpoint">[]): JsonObject[];
  endpoints(pods: readonly LocalPod[]): JsonObject[];
  routes(pods: readonly LocalPod[]): JsonObject[];
  filter(configuration: LocalGatewayFilter["configuration"]): JsonObject[];
  /** `port`: 0 takes a free one. */
  listeners(port: number): JsonObject[];
  /** Kinds that Envoy subscribes to under these options. */
  readonly kinds: readonly ResourceKind[];
  readonly mode: RoutingMode;
}

/** Binds the options, so that only what changes is left to say. */
export function createResources(parts: {
  readonly options: LocalGatewayOptions;
  readonly files: ResourceFiles;
  readonly host: string;
  /** Absent: no filter. */
  readonly wasmPath: string | undefined;
}): Resources {
  const { files, host, options, wasmPath } = parts;
  const { mode, queryParam = QUERY_PARAMETER_POD_ID } = options.routing;
  const { accessLogPath, extraClusters = [], filter, httpFilters = [], lookupService } = options;
  return {
    mode,
    kinds: [
      "clusters",
      "listeners",
      "routes",
      "endpoints",
      ...(wasmPath === undefined ? [] : ["filter" as const]),
    ],
    clusters: (podsWithCluster) => [
      poolCluster(mode, files.path("endpoints")),
      ...(lookupService === undefined ? [] : [lookupCluster(lookupService.address)]),
      ...(mode === "routes" ? podsWithCluster.map(singlePodCluster) : []),
      ...extraClusters,
    ],
    endpoints: (pods) => [poolEndpoints(pods)],
    routes: (pods) => [routeConfiguration(pods, { mode, queryParam })],
    filter: (configuration) =>
      wasmPath === undefined
        ? []
        : [
            filterResource({
              wasmPath,
              configuration,
              failurePolicy: filter?.failurePolicy ?? "FAIL_RELOAD",
            }),
          ],
    listeners: (port) => [
      listener({
        host,
        port,
        routesFile: files.path("routes"),
        filterFile: wasmPath === undefined ? undefined : files.path("filter"),
        httpFilters,
        accessLogPath,
      }),
    ],
  };
}
