import { describe, expect, it } from "vitest";
import { z } from "zod";
import { podPoolSpecSchema } from "../src/index.ts";
import { podPoolSamples } from "../src/testing/samples/pod-pool-samples.ts";
import { customResourceDefinitionFile } from "./custom-resource-definition.ts";
import { structuralSchema, type StructuralSchema } from "./structural-schema.ts";

/** Every schema inside a schema, with its path. */
function* walk(schema: StructuralSchema, path: string): Generator<[string, StructuralSchema]> {
  yield [path, schema];
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    yield* walk(property, `${path}.${name}`);
  if (schema.items !== undefined) yield* walk(schema.items, `${path}[]`);
  if (schema.additionalProperties !== undefined) yield* walk(schema.additionalProperties, `${path}{}`);
}

/** Keywords that a structural schema of `apiextensions.k8s.io/v1` may have at every level. */
const KEYWORDS = new Set([
  "type",
  "format",
  "description",
  "default",
  "enum",
  "properties",
  "required",
  "items",
  "additionalProperties",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "nullable",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
]);

describe("the schema of PodPool", () => {
  const spec = structuralSchema(podPoolSpecSchema);

  it.each([...walk(spec, "spec")])("is structural at %s", (_, schema) => {
    expect(Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword))).toEqual([]);
    expect(["object", "array", "string", "integer", "number", "boolean"]).toContain(schema.type);
    expect(typeof (schema["exclusiveMinimum"] ?? false)).toBe("boolean");
    if (schema.type === "integer") expect(["int32", "int64"]).toContain(schema.format);
    if (schema.type === "object") {
      const { properties, additionalProperties } = schema;
      const isOpen = schema["x-kubernetes-preserve-unknown-fields"] === true;
      expect(properties !== undefined || additionalProperties !== undefined || isOpen).toBe(true);
    }
    for (const name of schema.required ?? []) expect(schema.properties).toHaveProperty(name);
  });

  it("has the defaults of the contract", () => {
    expect(spec.properties?.["scaling"]).toMatchObject({
      default: {},
      properties: { minReplicas: { default: 1, format: "int32" } },
    });
    expect(spec.properties?.["workload"]?.default).toEqual({ format: "json", path: "/workload" });
  });

  it("keeps every field of a pod template", () => {
    expect(spec.properties?.["template"]).toMatchObject({
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
    });
  });

  it("tells the ways of reading a workload apart by rules, and defaults nothing that one of them refuses", () => {
    const workload = spec.properties?.["workload"];
    expect(workload?.properties?.["format"]?.enum).toEqual(["json", "prometheus", "push"]);
    expect(workload?.properties?.["path"]).not.toHaveProperty("default");
    expect(workload?.["x-kubernetes-validations"]?.map(({ rule }) => rule)).toContain(
      "!has(self.path) || self.format in ['json', 'prometheus']",
    );
    expect(workload?.["x-kubernetes-validations"]?.map(({ rule }) => rule)).toContain(
      "has(self.clientsMetric) || !(self.format in ['prometheus'])",
    );
  });

  it("has a place for every field that the valid samples use", () => {
    const places = new Set([...walk(spec, "spec")].map(([path]) => path));
    const missing: string[] = [];
    const visit = (value: unknown, path: string): void => {
      if (path === "spec.template") return;
      if (!places.has(path)) missing.push(path);
      if (Array.isArray(value)) for (const item of value) visit(item, `${path}[]`);
      else if (typeof value === "object" && value !== null) {
        for (const [name, member] of Object.entries(value)) visit(member, `${path}.${name}`);
      }
    };
    for (const sample of podPoolSamples.valid) visit((sample as { spec: unknown }).spec, "spec");
    expect(missing).toEqual([]);
  });

  it("has rules that hold for an object without any field, which a default may be", () => {
    const rules = customResourceDefinitionFile().match(/(?<=rule: ).*/g) ?? [];
    expect(rules).toHaveLength(35);
    // A rule about what was there before is held against values that both are there.
    for (const rule of rules) expect(rule).toMatch(/^"?(?:!?has\(|self == oldSelf$)/);
  });

  it("is written without anchors, which the API server would not need but a reader would", () => {
    expect(customResourceDefinitionFile()).not.toMatch(/[&*]a\d+/);
  });
});

describe("structuralSchema", () => {
  it("keeps the schema of a record's values", () => {
    expect(structuralSchema(z.record(z.string(), z.int().max(5)))).toMatchObject({
      type: "object",
      additionalProperties: { type: "integer", maximum: 5, format: "int32" },
    });
  });

  it("takes a default of a union where every branch has it", () => {
    const branch = (kind: string): z.ZodObject =>
      z.strictObject({ kind: z.literal(kind), retries: z.int().default(3) });
    const schema = structuralSchema(z.union([branch("a"), branch("b")]));
    expect(schema.properties?.["retries"]?.default).toBe(3);
    expect(schema["x-kubernetes-validations"]).toEqual([]);
  });

  it("refuses a union that no key tells apart", () => {
    expect(() =>
      structuralSchema(z.union([z.object({ a: z.string() }), z.object({ b: z.string() })])),
    ).toThrow(/tells its branches apart/);
  });
});
