import { Hono } from "hono";
import { expect, it } from "vitest";
import { describe } from "../describe.ts";
import { addOpenApiRoute } from "./openapi-route.ts";

const text = { 200: { description: "The pods", content: { "text/plain": "text" } } } as const;

it("describes the service and its routes, itself among them, with the problems that they answer", async () => {
  const app = new Hono();
  app.get(
    "/pods/:name",
    describe({ operationId: "getPod", summary: "A pod", responses: text, problems: [404] }),
    (c) => c.text("chat-1"),
  );
  addOpenApiRoute(app, { title: "Example", description: "An example", version: "1.2.3" });
  const document = await (await app.request("/openapi.json")).json();
  expect(document).toMatchObject({
    openapi: "3.1.0",
    info: { title: "Example", description: "An example", version: "1.2.3" },
    paths: {
      "/pods/{name}": {
        get: {
          operationId: "getPod",
          summary: "A pod",
          responses: {
            200: { description: "The pods", content: { "text/plain": { schema: { type: "string" } } } },
            404: {
              content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
              headers: { "x-fairlead-error": { schema: { type: "string" } } },
            },
          },
        },
      },
      "/openapi.json": { get: { operationId: "getOpenApi" } },
    },
  });
});
