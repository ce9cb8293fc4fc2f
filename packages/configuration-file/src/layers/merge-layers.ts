import {
  isMapping,
  valueAtPath,
  type ConfigurationOrigin,
  type ConfigurationPath,
  type Layer,
} from "./layer.ts";

function merge(under: unknown, over: unknown): unknown {
  if (over === undefined) return under;
  if (!isMapping(under) || !isMapping(over)) return over;
  // Object.fromEntries defines own properties, so a key named __proto__ stays a plain key.
  return Object.fromEntries(
    [...new Set([...Object.keys(under), ...Object.keys(over)])].map((key) => [
      key,
      merge(valueAtPath(under, [key]), valueAtPath(over, [key])),
    ]),
  );
}

/** The values of all layers: mappings are merged key by key, everything else is replaced whole. */
export const mergeLayers = (layers: readonly Layer[]): unknown =>
  layers.reduce<unknown>((merged, { tree }) => merge(merged, tree), {});

/** The layer that decided the value at a path; `undefined` where no layer has one. */
export function originInLayers(
  layers: readonly Layer[],
  path: ConfigurationPath,
): ConfigurationOrigin | undefined {
  return layers.findLast(({ tree }) => valueAtPath(tree, path) !== undefined)?.origin(path);
}
