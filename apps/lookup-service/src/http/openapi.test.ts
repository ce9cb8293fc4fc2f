import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { createTestService, listPods, pushPool } from "../testing/test-service.ts";

interface Operation {
  readonly operationId: string;
  readonly responses: Record<
    string,
    { readonly description: string; readonly content?: Record<string, { readonly schema: object }> }
  >;
}

const service = createTestService({ pools: { "default/chat": pushPool } });
let document: {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object };
};

beforeAll(async () => {
  await service.start();
  service.source.set("default/chat", listPods(2));
  document = (await (await service.app.request("/openapi.json")).json()) as typeof document;
});
afterAll(() => service.stop());

/** The schema as one document, with the components that it refers to. */
function schemaOf(schema: object): z.ZodType {
  const text = JSON.stringify({ ...schema, $defs: document.components.schemas });
  return z.fromJSONSchema(
    JSON.parse(text.replaceAll("#/components/schemas/", "#/$defs/")) as Parameters<
      typeof z.fromJSONSchema
    >[0],
  );
}

const json = { accept: "application/json" };

describe("/openapi.json", () => {
  it("is OpenAPI 3.1 with every served route", () => {
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const served = service.app.routes.map(
      ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`,
    );
    // The description does not describe itself, and middleware lists a route twice.
    expect(described.sort()).toEqual([...new Set(served)].sort());
    const ids = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("refers to components that exist", () => {
    const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name ?? "",
    );
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) expect(document.components.schemas).toHaveProperty(name);
  });

  it.each([
    ["/pod-lookup", "/pod-lookup", json],
    ["/pod-lookup", "/pod-lookup", {}],
    ["/pod-lookup", "/pod-lookup?count=2", {}],
    ["/pod-lookup", "/pod-lookup?pool=x", {}],
    ["/pod-lookup", "/pod-lookup?pool=default/none", {}],
    ["/v1/snapshot", "/v1/snapshot", {}],
    ["/v1/snapshot", "/v1/snapshot?pool=default/none", {}],
    ["/v1/pools", "/v1/pools", {}],
    ["/v1/pools/{namespace}/{name}", "/v1/pools/default/chat", {}],
    ["/v1/pools/{namespace}/{name}", "/v1/pools/default/none", {}],
    ["/v1/pools/{namespace}/{name}", "/v1/pools/Default/none", {}],
    ["/v1/pools/{namespace}/{name}/explain", "/v1/pools/default/chat/explain", json],
    ["/v1/pools/{namespace}/{name}/explain", "/v1/pools/default/chat/explain", {}],
    ["/livez", "/livez", {}],
    ["/readyz", "/readyz", {}],
    ["/metrics", "/metrics", {}],
    ["/", "/", {}],
  ])("describes what %s answers to %s", async (path, target, headers) => {
    const response = await service.app.request(target, { headers });
    const described = document.paths[path]?.["get"]?.responses[String(response.status)];
    expect(described).toBeDefined();
    const type = (response.headers.get("content-type") ?? "").split(";")[0] ?? "";
    const media = described?.content?.[type];
    expect(media).toBeDefined();
    const text = await response.text();
    const value: unknown = type.endsWith("json") ? JSON.parse(text) : text;
    expect(schemaOf(media?.schema ?? {}).safeParse(value).error?.issues ?? []).toEqual([]);
  });

  it("would notice an answer of another form", () => {
    const schema =
      document.paths["/v1/pools"]?.["get"]?.responses["200"]?.content?.["application/json"]?.schema ?? {};
    expect(schemaOf(schema).safeParse({ ready: "yes", pools: [] }).success).toBe(false);
  });
});
