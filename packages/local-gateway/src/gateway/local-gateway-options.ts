import type { FilterConfiguration } from "@fairlead/routing-schema";
import type { RoutingMode } from "../xds/clusters.ts";
import type { FailurePolicy } from "../xds/filter.ts";
import type { JsonObject } from "../xds/resource.ts";
import type { LocalPod } from "./local-pod.ts";
import type { RestartOptions } from "./restart-options.ts";

/** Levels of Envoy's log. */
export type EnvoyLogLevel = "trace" | "debug" | "info" | "warning" | "error" | "critical" | "off";

/** The gateway filter. */
export interface LocalGatewayFilter {
  /** Path of the module. Default: `plugin.wasm` of `@fairlead/gateway-filter`. */
  readonly wasmPath?: string | undefined;
  /** Its configuration; a string is handed over as it is, whatever it holds. */
  readonly configuration: FilterConfiguration | string;
  /** Default `FAIL_RELOAD`: a VM that died is replaced. */
  readonly failurePolicy?: FailurePolicy | undefined;
}

/** Settings of `startLocalGateway`. */
export interface LocalGatewayOptions {
  /** Path of an Envoy. Default: what `findEnvoy` finds. */
  readonly envoyPath?: string | undefined;
  /** Where files are kept. Default: a temporary directory, removed when the gateway ends. */
  readonly directory?: string | undefined;
  /** Where clients connect. Default: a free port of 127.0.0.1. */
  readonly listen?: { readonly host?: string | undefined; readonly port?: number | undefined } | undefined;
  /** Worker threads. Default 1. */
  readonly concurrency?: number | undefined;
  /** Default `warning`. */
  readonly logLevel?: EnvoyLogLevel | undefined;
  /** Levels of single components, such as `{ wasm: "info" }`. */
  readonly componentLogLevels?: Readonly<Record<string, EnvoyLogLevel>> | undefined;
  /** Makes the cluster `lookup-service`. `ip:port`; nothing needs to listen there. */
  readonly lookupService?: { readonly address: string } | undefined;
  /** Absent: Envoy runs without the filter. */
  readonly filter?: LocalGatewayFilter | undefined;
  /** More HTTP filters in Envoy's own JSON, between the filter and the router. */
  readonly httpFilters?: readonly JsonObject[] | undefined;
  /** The pods at the start. */
  readonly pods: readonly LocalPod[];
  /** How pods are reached. `queryParam`: default `podId`; `""` routes by header alone. */
  readonly routing: { readonly mode: RoutingMode; readonly queryParam?: string | undefined };
  /** More clusters in Envoy's own JSON. */
  readonly extraClusters?: readonly JsonObject[] | undefined;
  /** Writes one JSON line a request to this file. */
  readonly accessLogPath?: string | undefined;
  /** Envoy's runtime keys. */
  readonly runtime?: JsonObject | undefined;
  /** Starts Envoy again, at the same address, when it crashes. Absent: its crash is the gateway's end. */
  readonly restart?: RestartOptions | undefined;
  /** Default 15,000. */
  readonly startTimeoutMs?: number | undefined;
}
