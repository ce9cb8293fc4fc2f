import type { JsonSchema } from "./json-schema.ts";

function range({ minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const low = exclusiveMinimum === undefined ? minimum : undefined;
  const safe = (value: number | undefined): number | undefined =>
    value !== undefined && Math.abs(value) === Number.MAX_SAFE_INTEGER ? undefined : value;
  const from = safe(low);
  const to = safe(maximum);
  if (exclusiveMinimum !== undefined)
    return ` above ${exclusiveMinimum}${to === undefined ? "" : `, at most ${to}`}`;
  if (from !== undefined && to !== undefined) return ` from ${from} to ${to}`;
  if (from !== undefined) return `, at least ${from}`;
  return to === undefined ? "" : `, at most ${to}`;
}

function shape(node: JsonSchema): string {
  if (node.const !== undefined) return JSON.stringify(node.const);
  if (node.enum !== undefined) return `one of ${node.enum.map(String).join(", ")}`;
  switch (node.type) {
    case "integer":
      return `an integer${range(node)}`;
    case "number":
      return `a number${range(node)}`;
    case "boolean":
      return "true or false";
    case "array":
      return "a list";
    case "object": {
      const keys = Object.keys(node.properties ?? {});
      return keys.length === 0 ? "a mapping" : `a mapping with the keys ${keys.join(", ")}`;
    }
    case "string":
      return node.minLength === undefined || node.minLength === 0 ? "a text" : "a text that is not empty";
    default:
      return "a value";
  }
}

/** What a configuration accepts at a place, in words: `an integer from 0 to 65535`. */
export function acceptedForm(forms: readonly JsonSchema[]): string {
  const constants = forms.filter((form) => form.const !== undefined);
  if (constants.length > 1 && constants.length === forms.length) {
    return `one of ${constants.map((form) => String(form.const)).join(", ")}`;
  }
  return [
    ...new Set(
      forms.map((form) =>
        form.description === undefined ? shape(form) : `${shape(form)} (${form.description})`,
      ),
    ),
  ].join(", or ");
}
