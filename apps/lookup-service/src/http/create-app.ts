import { Hono } from "hono";
import type { Logger } from "pino";
import type { HotAnswers } from "./hot-path.ts";
import { problemAnswer, toResponse } from "./plain-answer.ts";
import { addGatewayRoutes } from "./routes/gateway-routes.ts";
import { addPoolRoutes, type PoolRoutesOptions } from "./routes/pool-routes.ts";
import { addReportRoutes, type ReportRoutesOptions } from "./routes/report-routes.ts";
import { addServiceRoutes, type ServiceRoutesOptions } from "./routes/service-routes.ts";

/** What the application serves. */
export interface AppOptions extends PoolRoutesOptions, ReportRoutesOptions, ServiceRoutesOptions {
  readonly answers: HotAnswers;
  readonly logger: Logger;
}

/** The methods of a path that other methods are refused on; empty for a path that is not served. */
function methodsAt(app: Hono, path: string): readonly string[] {
  const methods = new Set<string>();
  for (const { method, path: pattern } of app.routes) {
    const parts = pattern.split("/");
    const asked = path.split("/");
    if (
      parts.length === asked.length &&
      parts.every((part, index) => part.startsWith(":") || part === asked[index])
    )
      methods.add(method);
  }
  if (methods.has("GET")) methods.add("HEAD");
  return [...methods].sort();
}

/** Creates the Hono application with every route of the service. */
export function createApp(options: AppOptions): Hono {
  const { answers, logger } = options;
  const app = new Hono();
  addGatewayRoutes(app, answers);
  addPoolRoutes(app, options);
  addReportRoutes(app, options);
  addServiceRoutes(app, options);
  app.notFound((c) => {
    const path = c.req.path.slice(0, 200);
    const methods = methodsAt(app, c.req.path);
    if (methods.length === 0)
      return toResponse(problemAnswer("unknown_path", `Nothing is served at ${path}.`));
    return toResponse(
      problemAnswer("method_not_allowed", `${path} is not served with ${c.req.method.slice(0, 20)}.`, {
        headers: ["allow", methods.join(", ")],
      }),
    );
  });
  app.onError((error, c) => {
    logger.error({ err: error, path: c.req.path }, "request failed");
    return toResponse(problemAnswer("internal", "The request could not be answered."));
  });
  return app;
}
