import { addFallbacks } from "@fairlead/service-kit";
import { Hono } from "hono";
import type { Logger } from "pino";
import { problemResponse } from "./answers.ts";
import { addPoolRoutes, type PoolRoutesOptions } from "./routes/pool-routes.ts";
import { addServiceRoutes, type ServiceRoutesOptions } from "./routes/service-routes.ts";

/** What the application serves. */
export interface AppOptions extends PoolRoutesOptions, ServiceRoutesOptions {
  readonly logger: Logger;
}

/** Creates the Hono application with every route of the service. All of them are read with GET. */
export function createApp(options: AppOptions): Hono {
  const app = new Hono();
  addPoolRoutes(app, options);
  addServiceRoutes(app, options);
  addFallbacks(app, { answerProblem: problemResponse, logger: options.logger });
  return app;
}
