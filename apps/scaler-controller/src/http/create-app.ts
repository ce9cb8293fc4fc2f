import { Hono } from "hono";
import type { Logger } from "pino";
import { problemResponse } from "./answers.ts";
import { addPoolRoutes, type PoolRoutesOptions } from "./routes/pool-routes.ts";
import { addServiceRoutes, type ServiceRoutesOptions } from "./routes/service-routes.ts";

/** What the application serves. */
export interface AppOptions extends PoolRoutesOptions, ServiceRoutesOptions {
  readonly logger: Logger;
}

const matches = (pattern: string, path: string): boolean => {
  const parts = pattern.split("/");
  const asked = path.split("/");
  return (
    parts.length === asked.length &&
    parts.every((part, index) => part.startsWith(":") || part === asked[index])
  );
};

/** Creates the Hono application with every route of the service. All of them are read with GET. */
export function createApp(options: AppOptions): Hono {
  const { logger } = options;
  const app = new Hono();
  addPoolRoutes(app, options);
  addServiceRoutes(app, options);
  app.notFound((c) => {
    const path = c.req.path.slice(0, 200);
    if (!app.routes.some((route) => matches(route.path, c.req.path)))
      return problemResponse("unknown_path", `Nothing is served at ${path}.`);
    const method = c.req.method.slice(0, 20);
    return problemResponse("method_not_allowed", `${path} is not served with ${method}.`, {
      allow: "GET, HEAD",
    });
  });
  app.onError((error, c) => {
    logger.error({ err: error, path: c.req.path }, "request failed");
    return problemResponse("internal", "The request could not be answered.");
  });
  return app;
}
