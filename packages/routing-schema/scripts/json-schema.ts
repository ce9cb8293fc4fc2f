import { z } from "zod";

const ID_BASE = "https://fairlead.dev/schema/";
const DEFINITION = "#/$defs/";

/**
 * The JSON Schema (draft 2020-12) of what may be written: keys with a default are optional, and of a
 * transformation it describes what goes in. The definition that the whole file is about stands at
 * the top, not behind a reference.
 *
 * @param name file name without `.json`; part of the `$id`
 */
export function contractJsonSchema(name: string, schema: z.ZodType): Record<string, unknown> {
  const {
    $schema,
    $ref,
    $defs = {},
    ...inline
  } = z.toJSONSchema(schema, { io: "input", target: "draft-2020-12" });
  const rootName = $ref?.startsWith(DEFINITION) === true ? $ref.slice(DEFINITION.length) : undefined;
  const { [rootName ?? ""]: root = {}, ...definitions } = $defs;
  return {
    $schema,
    $id: `${ID_BASE}${name}.json`,
    ...(rootName === undefined ? {} : { title: rootName }),
    ...root,
    ...inline,
    ...(Object.keys(definitions).length > 0 ? { $defs: definitions } : {}),
  };
}
