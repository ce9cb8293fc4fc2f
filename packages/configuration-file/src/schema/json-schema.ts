import { z } from "zod";

/** The part of JSON Schema that describes configurations. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly description?: string;
  /** A secret: it is taken, and never shown. */
  readonly writeOnly?: boolean;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly minLength?: number;
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema | boolean;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** A schema with the definitions that its references point to. */
export interface SchemaRoot {
  readonly root: JsonSchema;
  /** Follows references and takes unions apart: all alternatives of a node. */
  alternatives(node: JsonSchema | undefined): readonly JsonSchema[];
}

/** The JSON Schema of what a zod schema accepts as input. */
export function describeSchema(schema: z.ZodType): SchemaRoot {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  const alternatives = (node: JsonSchema | undefined): readonly JsonSchema[] => {
    if (node === undefined) return [];
    if (node.$ref !== undefined) {
      const target = node.$ref === "#" ? root : root.$defs?.[node.$ref.slice("#/$defs/".length)];
      const { $ref: _, ...beside } = node;
      return alternatives(target).map((found) => ({ ...found, ...beside }));
    }
    const branches = node.anyOf ?? node.oneOf ?? node.allOf;
    return branches === undefined ? [node] : branches.flatMap(alternatives);
  };
  return { root, alternatives };
}

/** All nodes that describe the value at a path: several where unions lie on the way. */
export function nodesAtPath(
  { root, alternatives }: SchemaRoot,
  path: readonly (string | number)[],
): readonly JsonSchema[] {
  let nodes = alternatives(root);
  for (const key of path) {
    nodes = nodes.flatMap((node) => {
      if (typeof key === "number") return alternatives(node.items);
      const property = Object.hasOwn(node.properties ?? {}, key) ? node.properties?.[key] : undefined;
      const rest = typeof node.additionalProperties === "object" ? node.additionalProperties : undefined;
      return alternatives(property ?? rest);
    });
  }
  return nodes;
}
