/**
 * What Fairlead's HTTP services have in common.
 *
 * @module
 */
export { addFallbacks, type FallbackOptions } from "./http/add-fallbacks.ts";
export type { AnswerProblem } from "./http/answer-problem.ts";
export { describe, type ResponseDescription, type RouteDescription } from "./http/describe.ts";
export {
  createHttpServer,
  type HttpServer,
  type HttpServerOptions,
  type ListenAddress,
} from "./http/http-server.ts";
export { prefersJson } from "./http/prefers-json.ts";
export { addHealthRoutes, type HealthRoutesOptions } from "./http/routes/health-routes.ts";
export { addOpenApiRoute, type ServiceInfo } from "./http/routes/openapi-route.ts";
export {
  metricEntries,
  type LabelsOf,
  type MetricCatalogue,
  type MetricEntry,
  type MetricNameOf,
} from "./metrics/catalogue.ts";
export { collectProcessMetrics } from "./metrics/collect-process-metrics.ts";
export { createMetricFactory, type MetricFactory } from "./metrics/create-metric-factory.ts";
export { expose, type Exposition } from "./metrics/exposition.ts";
export {
  readServiceCommandLine,
  type CommandLine,
  type CommandLineOptions,
  type SettingFlags,
} from "./program/read-service-command-line.ts";
export { runProgram, type ProgramOptions } from "./program/run-program.ts";
export { stopWithGrace, type StopOptions } from "./program/stop-with-grace.ts";
