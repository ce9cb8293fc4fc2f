import { FILTER_NAME, LISTENER, ROUTE_CONFIGURATION, STATISTICS_PREFIX } from "../names.ts";
import { BUFFER_LIMIT_BYTES } from "./clusters.ts";
import { FILTER_TYPE_URL } from "./filter.ts";
import { extension, fileSource, typed, type JsonObject } from "./resource.ts";

/** What {@link listener} needs to know. */
export interface ListenerOptions {
  readonly host: string;
  readonly port: number;
  readonly routesFile: string;
  /** Absent: no filter. */
  readonly filterFile?: string | undefined;
  readonly httpFilters: readonly JsonObject[];
  readonly accessLogPath?: string | undefined;
}

/** Above 60 KB, the longest URL that is promised to pass, with room for the other headers. */
const MAX_REQUEST_HEADERS_KB = 96;

const accessLog = (path: string): JsonObject =>
  extension("envoy.access_loggers.file", "envoy.extensions.access_loggers.file.v3.FileAccessLog", {
    path,
    log_format: {
      json_format: {
        time: "%START_TIME%",
        method: "%REQ(:METHOD)%",
        path: "%REQ(:PATH)%",
        status: "%RESPONSE_CODE%",
        flags: "%RESPONSE_FLAGS%",
        details: "%RESPONSE_CODE_DETAILS%",
        duration_ms: "%DURATION%",
        route: "%ROUTE_NAME%",
        upstream: "%UPSTREAM_HOST%",
        pod: "%REQ(X-FAIRLEAD-POD)%",
        endpoint: "%REQ(X-FAIRLEAD-ENDPOINT)%",
      },
    },
  });

function httpFilters({ filterFile, httpFilters: more }: ListenerOptions): JsonObject[] {
  const filter = {
    name: FILTER_NAME,
    config_discovery: { config_source: fileSource(filterFile ?? ""), type_urls: [FILTER_TYPE_URL] },
  };
  return [
    ...(filterFile === undefined ? [] : [filter]),
    ...more,
    extension("envoy.filters.http.router", "envoy.extensions.filters.http.router.v3.Router"),
  ];
}

/** The listener that clients connect to. It never changes while the gateway runs, so no connection is drained. */
export function listener(options: ListenerOptions): JsonObject {
  const manager = extension(
    "envoy.filters.network.http_connection_manager",
    "envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
    {
      stat_prefix: STATISTICS_PREFIX,
      codec_type: "AUTO",
      use_remote_address: true,
      // Long polls, event streams and WebSockets are silent for as long as they like; unfinished headers are not.
      stream_idle_timeout: "0s",
      request_headers_timeout: "30s",
      max_request_headers_kb: MAX_REQUEST_HEADERS_KB,
      http2_protocol_options: { allow_connect: true },
      upgrade_configs: [{ upgrade_type: "websocket" }],
      rds: {
        config_source: fileSource(options.routesFile),
        route_config_name: ROUTE_CONFIGURATION,
      },
      http_filters: httpFilters(options),
      ...(options.accessLogPath === undefined ? {} : { access_log: [accessLog(options.accessLogPath)] }),
    },
  );
  return typed("envoy.config.listener.v3.Listener", {
    name: LISTENER,
    address: { socket_address: { address: options.host, port_value: options.port } },
    per_connection_buffer_limit_bytes: BUFFER_LIMIT_BYTES,
    filter_chains: [{ filters: [manager] }],
  });
}
