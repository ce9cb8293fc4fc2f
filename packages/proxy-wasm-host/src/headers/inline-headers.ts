/**
 * Headers of which Envoy keeps one entry: adding a second value joins it to the first with a comma.
 * Source: Envoy `envoy/http/header_map.h`, the inline header lists.
 */
export const INLINE_HEADERS: ReadonlySet<string> = new Set([
  ":authority", ":method", ":path", ":protocol", ":scheme", ":status",
  "connection", "content-length", "content-type", "keep-alive", "proxy-connection", "proxy-status",
  "transfer-encoding", "upgrade", "via", "date", "location", "server", "expect", "grpc-message",
  "grpc-status", "grpc-timeout", "te", "user-agent", "x-client-trace-id", "x-forwarded-client-cert",
  "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-request-id",
  "x-envoy-attempt-count", "x-envoy-decorator-operation", "x-envoy-degraded",
  "x-envoy-downstream-service-cluster", "x-envoy-downstream-service-node",
  "x-envoy-expected-rq-timeout-ms", "x-envoy-external-address", "x-envoy-force-trace",
  "x-envoy-hedge-on-per-try-timeout", "x-envoy-immediate-health-check-fail", "x-envoy-internal",
  "x-envoy-ip-tags", "x-envoy-max-retries", "x-envoy-original-path", "x-envoy-original-url",
  "x-envoy-ratelimited", "x-envoy-retriable-header-names", "x-envoy-retriable-status-codes",
  "x-envoy-retry-grpc-on", "x-envoy-retry-on", "x-envoy-upstream-alt-stat-name",
  "x-envoy-upstream-canary", "x-envoy-upstream-healthchecked-cluster",
  "x-envoy-upstream-rq-per-try-timeout-ms", "x-envoy-upstream-rq-timeout-alt-response",
  "x-envoy-upstream-rq-timeout-ms", "x-envoy-upstream-service-time", "x-envoy-upstream-stream-duration-ms",
]);
