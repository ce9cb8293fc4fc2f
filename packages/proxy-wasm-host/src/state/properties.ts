import { type BytesInit, bytesToBinary, concatBytes, toBytes } from "../bytes.ts";
import { HeaderMap } from "../headers/header-map.ts";
import { serializePairs } from "../headers/codec.ts";

/**
 * A property's value: text, bytes, integer (64-bit), fraction (double), boolean, list or tree.
 * Hint: a module reads an integer as 8 little-endian bytes, not as decimal digits.
 */
export type PropertyValue =
  | BytesInit
  | number
  | bigint
  | boolean
  | HeaderMap
  | readonly PropertyValue[]
  | PropertyTree;

/** Properties by name; `{ source: { address: "10.0.0.1:99" } }` is `source.address`. */
export interface PropertyTree {
  readonly [name: string]: PropertyValue | undefined;
}

/** Walks a tree along a path; undefined where it ends. */
export function findProperty(
  tree: PropertyValue | undefined,
  path: readonly string[],
): PropertyValue | undefined {
  let value: PropertyValue | undefined = tree;
  for (const part of path) {
    if (value instanceof HeaderMap) value = value.get(part);
    else if (Array.isArray(value))
      value = /^\d+$/.test(part) ? (value as readonly PropertyValue[])[Number(part)] : undefined;
    else if (isTree(value)) value = Object.hasOwn(value, part) ? value[part] : undefined;
    else return undefined;
  }
  return value;
}

/** Encodes a value as Envoy hands it to a module: scalars as their bytes, lists and maps as serialised pairs. */
export function serializeProperty(value: PropertyValue): Uint8Array {
  if (typeof value === "string" || value instanceof Uint8Array) return toBytes(value);
  if (typeof value === "boolean") return Uint8Array.of(value ? 1 : 0);
  if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value))) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setBigInt64(0, BigInt(value), true);
    return bytes;
  }
  if (typeof value === "number") {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    return bytes;
  }
  if (value instanceof HeaderMap) return pairBytes(value.pairs());
  if (Array.isArray(value))
    return pairBytes((value as readonly PropertyValue[]).map((item) => [binary(item), ""] as const));
  const entries = Object.entries(value as PropertyTree).filter(([, item]) => item !== undefined);
  return pairBytes(entries.map(([name, item]) => [binary(name), binary(item as PropertyValue)] as const));
}

function isTree(value: PropertyValue | undefined): value is PropertyTree {
  return typeof value === "object" && !(value instanceof Uint8Array);
}

function binary(value: PropertyValue): string {
  return bytesToBinary(serializeProperty(value));
}

function pairBytes(pairs: Parameters<typeof serializePairs>[0]): Uint8Array {
  return pairs.length === 0 ? concatBytes(new Uint8Array(4)) : serializePairs(pairs);
}
