import { addFallbacks } from "@fairlead/service-kit";
import { Hono } from "hono";
import type { Logger } from "pino";
import type { HotAnswers } from "./hot-path.ts";
import { problemResponse } from "./plain-answer.ts";
import { addGatewayRoutes } from "./routes/gateway-routes.ts";
import { addPoolRoutes, type PoolRoutesOptions } from "./routes/pool-routes.ts";
import { addReportRoutes, type ReportRoutesOptions } from "./routes/report-routes.ts";
import { addServiceRoutes, type ServiceRoutesOptions } from "./routes/service-routes.ts";

/** What the application serves. */
export interface AppOptions extends PoolRoutesOptions, ReportRoutesOptions, ServiceRoutesOptions {
  readonly answers: HotAnswers;
  readonly logger: Logger;
}

/** Creates the Hono application with every route of the service. */
export function createApp(options: AppOptions): Hono {
  const { answers, logger } = options;
  const app = new Hono();
  addGatewayRoutes(app, answers);
  addPoolRoutes(app, options);
  addReportRoutes(app, options);
  addServiceRoutes(app, options);
  addFallbacks(app, { answerProblem: problemResponse, logger });
  return app;
}
