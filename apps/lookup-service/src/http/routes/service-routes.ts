import { addHealthRoutes, addOpenApiRoute, describe, type Exposition } from "@fairlead/service-kit";
import type { Hono } from "hono";
import { livePage } from "../../page/live-page.ts";
import { HEADER_SHA256, type FilterModule } from "../filter-module.ts";
import { problemAnswer, problemResponse, toResponse } from "../plain-answer.ts";

/** What the routes of the service itself need. */
export interface ServiceRoutesOptions {
  readonly isReady: () => boolean;
  readonly exposition: () => Promise<Exposition>;
  readonly filterModule: () => Promise<FilterModule | undefined>;
  readonly version: string;
}

const filterMissing = (): Response =>
  toResponse(
    problemAnswer("filter_missing", "This service was built without the gateway filter.", { status: 404 }),
  );

/** Health, metrics, the filter, the live page, and the description of it all. */
export function addServiceRoutes(
  app: Hono,
  { isReady, exposition, filterModule, version }: ServiceRoutesOptions,
): void {
  addHealthRoutes(app, {
    isReady,
    readySummary: "The pods have been read, and the service is not stopping",
    notReadyDetail: "The service has not read its pods yet, or is stopping.",
    exposition,
    answerProblem: problemResponse,
  });
  app.get(
    "/filter/plugin.wasm",
    describe({
      operationId: "getFilter",
      summary: "The gateway filter",
      responses: {
        200: {
          description: "The module",
          content: { "application/wasm": "binary" },
          headers: { etag: "SHA-256 of the module, quoted", [HEADER_SHA256]: "SHA-256 of the module" },
        },
        304: { description: "The held module is this one" },
      },
      problems: [404],
    }),
    async (c) => {
      const module = await filterModule();
      if (module === undefined) return filterMissing();
      const headers = {
        etag: `"${module.sha256}"`,
        [HEADER_SHA256]: module.sha256,
        "cache-control": "no-cache",
      };
      const held = c.req.header("if-none-match")?.split(",") ?? [];
      if (held.some((tag) => tag.trim().replace(/^W\//, "") === headers.etag))
        return new Response(null, { status: 304, headers });
      return new Response(module.bytes, {
        headers: {
          ...headers,
          "content-type": "application/wasm",
          "content-length": String(module.bytes.length),
        },
      });
    },
  );
  app.get(
    "/filter/plugin.wasm.sha256",
    describe({
      operationId: "getFilterSha256",
      summary: "SHA-256 of the gateway filter, in the form of `sha256sum`",
      responses: { 200: { description: "ok", content: { "text/plain": "text" } } },
      problems: [404],
    }),
    async (c) => {
      const module = await filterModule();
      return module === undefined ? filterMissing() : c.text(`${module.sha256}  plugin.wasm\n`);
    },
  );
  const page = livePage();
  app.get(
    "/",
    describe({
      operationId: "getPage",
      summary: "A live page of the pools",
      responses: { 200: { description: "The page", content: { "text/html": "text" } } },
    }),
    (c) =>
      c.html(page.html, 200, {
        "content-security-policy": page.contentSecurityPolicy,
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      }),
  );
  addOpenApiRoute(app, {
    title: "Fairlead lookup service",
    description: "The least-loaded pod for each new client",
    version,
  });
}
