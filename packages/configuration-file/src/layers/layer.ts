/** Where a value of a configuration comes from. */
export type ConfigurationOrigin =
  | { readonly kind: "default" }
  | { readonly kind: "file"; readonly file: string }
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "flag"; readonly flag: string };

/** Values of one origin, as a tree; a later layer wins over an earlier one. */
export interface Layer {
  readonly tree: unknown;
  /** The origin of the value at a path that exists in `tree`. */
  origin(path: readonly (string | number)[]): ConfigurationOrigin;
}

/** Keys and indexes from the root to a value. */
export type ConfigurationPath = readonly (string | number)[];

/** A mapping, and not a list or a class instance. */
export const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a path, looking at own properties only; `undefined` when there is none. */
export function valueAtPath(tree: unknown, path: ConfigurationPath): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
