import type { ApiObject } from "./api-object.ts";

/** Names an object of a kind: `namespace/name`, or `name` where it is in no namespace. As client-go's keys. */
export type ObjectKey = string;

/** The key of an object. */
export const keyOf = ({ metadata }: ApiObject): ObjectKey =>
  formatKey({ namespace: metadata?.namespace, name: metadata?.name ?? "" });

/** Writes a key. */
export const formatKey = (parts: {
  readonly namespace?: string | undefined;
  readonly name: string;
}): ObjectKey =>
  parts.namespace === undefined || parts.namespace === "" ? parts.name : `${parts.namespace}/${parts.name}`;

/** Reads a key. */
export function parseKey(key: ObjectKey): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf("/");
  return slash === -1
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
