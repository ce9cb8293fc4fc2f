import type { ApiObject } from "./api-object.ts";

/** A kind of object, and where the API server serves it. */
export interface ResourceType<Item extends ApiObject = ApiObject> {
  /** `v1`, `batch/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** As in paths: `pods`. */
  readonly plural: string;
  /** Whether its objects are in namespaces. Default `true`. */
  readonly isNamespaced: boolean;
  /** Never there: carries the type of the objects. */
  readonly item?: Item;
}

/**
 * Describes a kind of object.
 *
 * @example
 * ```ts
 * const pods = resourceType<IPod>({ apiVersion: "v1", kind: "Pod", plural: "pods" });
 * ```
 */
export const resourceType = <Item extends ApiObject>(
  description: Omit<ResourceType<Item>, "isNamespaced" | "item"> & { readonly isNamespaced?: boolean },
): ResourceType<Item> => ({ isNamespaced: true, ...description });

/** Where in a kind a request goes. */
export interface ResourcePlace {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** `status`, `scale`. */
  readonly subresource?: string | undefined;
}

/** The path of a kind, of an object, or of a part of an object. */
export function resourcePath(type: ResourceType, { namespace, name, subresource }: ResourcePlace): string {
  const root = type.apiVersion.includes("/") ? `/apis/${type.apiVersion}` : `/api/${type.apiVersion}`;
  const words = [
    ...(type.isNamespaced && namespace !== undefined ? ["namespaces", namespace] : []),
    type.plural,
    ...(name === undefined ? [] : [name]),
    ...(subresource === undefined ? [] : [subresource]),
  ];
  return `${root}/${words.map(encodeURIComponent).join("/")}`;
}
