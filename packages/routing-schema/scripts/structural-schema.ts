import { z } from "zod";

/** A schema of OpenAPI 3.0, as Kubernetes takes it. */
export interface StructuralSchema {
  type: "object" | "array" | "string" | "integer" | "number" | "boolean";
  format?: string;
  properties?: Record<string, StructuralSchema>;
  items?: StructuralSchema;
  additionalProperties?: StructuralSchema;
  required?: string[];
  default?: unknown;
  enum?: unknown[];
  "x-kubernetes-preserve-unknown-fields"?: true;
  "x-kubernetes-validations"?: { rule: string; message: string }[];
  [validation: string]: unknown;
}

type Node = Record<string, unknown>;
const DEFINITION = "#/definitions/";
const INT32_MAX = 2_147_483_647;

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Puts a definition in the place of its reference; siblings of the reference, such as defaults, win. */
function resolve(node: Node, definitions: Node): Node {
  const { allOf, $ref, ...own } = node;
  const reference =
    $ref ?? (Array.isArray(allOf) && allOf.length === 1 && isNode(allOf[0]) ? allOf[0]["$ref"] : undefined);
  if (reference === undefined && allOf === undefined) return node;
  const target = typeof reference === "string" ? definitions[reference.slice(DEFINITION.length)] : undefined;
  if (!isNode(target)) throw new Error(`No structural form is known for ${JSON.stringify(node)}.`);
  return { ...resolve(target, definitions), ...own };
}

const quoted = (names: readonly string[]): string => `[${names.map((name) => `'${name}'`).join(", ")}]`;

/**
 * A structural schema has no branches with properties of their own, so a union that a key tells
 * apart becomes one object with the keys of all branches, and rules (CEL) say which branch has which.
 * A default that not every branch has is left to the reader.
 */
function flattenUnion(branches: readonly StructuralSchema[], description: unknown): StructuralSchema {
  const all = branches.map(({ properties = {}, required = [] }) => ({ properties, required }));
  const key = Object.keys(all[0]?.properties ?? {}).find((name) =>
    all.every(({ properties }) => properties[name]?.enum?.length === 1),
  );
  if (key === undefined)
    throw new Error("A union without a key that tells its branches apart has no structural form.");
  const label = (branch: (typeof all)[number]): string => String(branch.properties[key]?.enum?.[0]);
  const properties: Record<string, StructuralSchema> = {};
  const rules: { rule: string; message: string }[] = [];
  for (const name of new Set(all.flatMap((branch) => Object.keys(branch.properties)))) {
    const holders = all.filter((branch) => branch.properties[name] !== undefined);
    const [first] = holders.map((branch) => branch.properties[name]);
    if (first === undefined) continue;
    if (name === key) {
      properties[name] = { ...first, enum: all.map(label) };
      continue;
    }
    const labels = holders.map(label);
    const { default: fallback, ...plain } = first;
    const everywhere = holders.length === all.length;
    properties[name] = everywhere && fallback !== undefined ? first : plain;
    if (!everywhere) {
      rules.push({
        rule: `!has(self.${name}) || self.${key} in ${quoted(labels)}`,
        message: `${name} is for ${key} ${labels.join(" or ")}`,
      });
    }
    const needing = holders.filter(({ required }) => required.includes(name)).map(label);
    if (needing.length > 0) {
      rules.push({
        rule: `has(self.${name}) || !(self.${key} in ${quoted(needing)})`,
        message: `${key} ${needing.join(" or ")} needs ${name}`,
      });
    }
  }
  return {
    type: "object",
    ...(typeof description === "string" ? { description } : {}),
    properties,
    required: [key],
    "x-kubernetes-validations": rules,
  };
}

function numberFormat({ type, maximum }: Node): Node {
  if (type === "number") return { format: "double" };
  if (type !== "integer") return {};
  return { format: typeof maximum === "number" && maximum <= INT32_MAX ? "int32" : "int64" };
}

function convert(unresolved: Node, definitions: Node): StructuralSchema {
  const node = resolve(unresolved, definitions);
  const { oneOf, anyOf, properties, additionalProperties, items, ...rest } = node;
  const branches = oneOf ?? anyOf;
  if (Array.isArray(branches)) {
    const { default: fallback } = rest;
    const union = flattenUnion(
      branches.map((branch: Node) => convert(branch, definitions)),
      rest["description"],
    );
    return fallback === undefined ? union : { ...union, default: fallback };
  }
  const result = { ...rest, ...numberFormat(rest) } as StructuralSchema;
  if (isNode(properties) && Object.keys(properties).length > 0) {
    result.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, convert(property as Node, definitions)]),
    );
  }
  if (isNode(items)) result.items = convert(items, definitions);
  if (isNode(additionalProperties)) {
    if (Object.keys(additionalProperties).length === 0) result["x-kubernetes-preserve-unknown-fields"] = true;
    else result.additionalProperties = convert(additionalProperties, definitions);
  }
  return result;
}

/**
 * The structural schema of what may be written in a custom resource
 * (https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema):
 * no references, a type everywhere, defaults, and no `additionalProperties: false`, because the API
 * server drops or refuses unknown fields by itself.
 *
 * @throws when a part of the schema has no such form
 */
export function structuralSchema(schema: z.ZodType): StructuralSchema {
  const { definitions, ...root } = z.toJSONSchema(schema, { io: "input", target: "openapi-3.0" }) as Node;
  return convert(root, isNode(definitions) ? definitions : {});
}
