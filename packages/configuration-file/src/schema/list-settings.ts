import type { z } from "zod";
import { describeSchema, type JsonSchema } from "./json-schema.ts";

/** A single value of a configuration, which an environment variable can set. */
export interface ConfigurationSetting {
  /** `["collection", "minIntervalMs"]` */
  readonly path: readonly string[];
  /** The environment variable without its prefix: `COLLECTION_MIN_INTERVAL_MS`. */
  readonly variable: string;
  /** What the schema says of it; several where it differs between the branches of a union. */
  readonly forms: readonly JsonSchema[];
}

const SCALARS = new Set(["string", "number", "integer", "boolean"]);

const isScalar = (node: JsonSchema): boolean =>
  node.enum !== undefined ||
  node.const !== undefined ||
  (typeof node.type === "string" && SCALARS.has(node.type));

const asVariable = (path: readonly string[]): string =>
  path.map((key) => key.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toUpperCase()).join("_");

/**
 * Every single value that a configuration schema holds at a fixed path. Lists, and mappings with
 * keys of the user's choice, are not among them: they are written in the file.
 *
 * @example
 * ```ts
 * listSettings(z.object({ listen: z.object({ port: z.int() }) }));
 * // [{ path: ["listen", "port"], variable: "LISTEN_PORT", forms: [{ type: "integer", … }] }]
 * ```
 */
export function listSettings(schema: z.ZodType): ConfigurationSetting[] {
  const root = describeSchema(schema);
  const found = new Map<string, { path: readonly string[]; variable: string; forms: JsonSchema[] }>();
  const visit = (node: JsonSchema, path: readonly string[]): void => {
    if (isScalar(node)) {
      const variable = asVariable(path);
      const setting = found.get(variable) ?? { path, variable, forms: [] };
      setting.forms.push(node);
      found.set(variable, setting);
    }
    for (const [key, property] of Object.entries(node.properties ?? {})) {
      // The description beside a union belongs to each of its branches that has none.
      for (const branch of root.alternatives(property)) {
        visit(
          branch.description === undefined && property.description !== undefined && isScalar(branch)
            ? { ...branch, description: property.description }
            : branch,
          [...path, key],
        );
      }
    }
  };
  for (const node of root.alternatives(root.root)) visit(node, []);
  return [...found.values()];
}
