/**
 * Runs a real Envoy on one host, with the Fairlead filter or without.
 *
 * @module
 */
export { findEnvoy, type FindEnvoyOptions, type FoundEnvoy } from "./envoy/find-envoy.ts";
export { EnvoyUnavailableError, EnvoyUnusableError } from "./envoy/envoy-errors.ts";
export type { EnvoyWheelPin } from "./envoy/envoy-wheel-pins.ts";
export { startLocalGateway } from "./gateway/start-local-gateway.ts";
export type { LocalGateway, LocalGatewayExit, StopOptions } from "./gateway/local-gateway.ts";
export type {
  EnvoyLogLevel,
  LocalGatewayFilter,
  LocalGatewayOptions,
} from "./gateway/local-gateway-options.ts";
export type { LocalGatewayEvent } from "./gateway/gateway-event.ts";
export type { RestartOptions } from "./gateway/restart-options.ts";
export { LocalGatewayError, type LocalGatewayErrorCode } from "./gateway/local-gateway-error.ts";
export type { LocalPod } from "./gateway/local-pod.ts";
export type { ResourceUsage } from "./process/resource-usage.ts";
export type { ProcessExit } from "./process/guarded-process.ts";
export type { RoutingMode } from "./xds/clusters.ts";
export type { FailurePolicy } from "./xds/filter.ts";
export type { JsonObject } from "./xds/resource.ts";
export {
  FILTER_NAME,
  LOOKUP_CLUSTER,
  POD_CLUSTER_PREFIX,
  podClusterName,
  POOL_CLUSTER,
  STATISTICS_PREFIX,
} from "./names.ts";
