import type { Hono } from "hono";
import { openAPIRouteHandler } from "hono-openapi";
import { describe } from "../describe.ts";

/** What a description says of the service as a whole. */
export interface ServiceInfo {
  readonly title: string;
  readonly description: string;
  readonly version: string;
}

/** `/openapi.json`: every route of the application that {@link describe} describes, in the order of the routes. */
export function addOpenApiRoute(app: Hono, { title, description, version }: ServiceInfo): void {
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
          title,
          version,
          description,
          license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        },
      },
    }),
  );
}
