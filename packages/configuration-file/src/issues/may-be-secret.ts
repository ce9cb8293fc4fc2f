import type { JsonSchema } from "../schema/json-schema.ts";

const isContainer = ({ type }: JsonSchema): boolean => type === "object" || type === "array";

/**
 * Whether a value that a fault is about is not to be shown: it is of a setting that is a secret (`writeOnly`); stands
 * under a key that is not known, which may be a secret's name misspelled; stands where settings are, and may be one of
 * them; or has settings in it.
 *
 * @param nodes what describes the place of the value
 */
export function mayBeSecret(nodes: readonly JsonSchema[], value: unknown): boolean {
  if (typeof value === "object" && value !== null && Object.keys(value).length > 0) return true;
  if (nodes.length === 0 || nodes.some(({ writeOnly }) => writeOnly === true)) return true;
  return typeof value !== "object" && nodes.some(isContainer);
}
