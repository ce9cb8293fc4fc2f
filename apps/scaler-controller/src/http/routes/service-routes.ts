import type { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import { problemResponse } from "../answers.ts";
import { describe } from "../describe.ts";

/** What the routes of the service itself need. */
export interface ServiceRoutesOptions {
  readonly isReady: () => boolean;
  readonly exposition: () => Promise<{ readonly text: string; readonly contentType: string }>;
  readonly version: string;
}

const ok = { 200: { description: "ok", content: { "text/plain": "text" as const } } };

/** Health, metrics, and the description of it all. */
export function addServiceRoutes(app: Hono, { exposition, isReady, version }: ServiceRoutesOptions): void {
  app.get("/livez", describe({ operationId: "isLive", summary: "The process runs", responses: ok }), (c) =>
    c.text("ok"),
  );
  app.get(
    "/readyz",
    describe({
      operationId: "isReady",
      summary: "It leads and has looked at its pools, or it stands by; and it is not stopping",
      responses: ok,
      problems: [503],
    }),
    (c) =>
      isReady()
        ? c.text("ok")
        : problemResponse("not_ready", "The pools have not been looked at yet, or the service is stopping."),
  );
  app.get(
    "/metrics",
    describe({ operationId: "getMetrics", summary: "Metrics as Prometheus text", responses: ok }),
    async () => {
      const { contentType, text } = await exposition();
      return new Response(text, { headers: { "content-type": contentType } });
    },
  );
  app.get(
    "/openapi.json",
    describe({
      operationId: "getOpenApi",
      summary: "This description",
      responses: { 200: { description: "OpenAPI 3.1", content: { "application/json": "binary" } } },
    }),
    openAPIRouteHandler(app, {
      excludeStaticFile: false,
      documentation: {
        openapi: "3.1.0",
        info: {
          title: "Fairlead scaler",
          version,
          description: "As many pods as the clients need, and none removed that has one",
          license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        },
      },
    }),
  );
}
