import type { ApiClient } from "./api-client.ts";
import type { ApiList, ApiObject } from "./api-object.ts";
import { resourcePath, type ResourcePlace, type ResourceType } from "./resource-type.ts";

/** What ends a request before its time. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Which object. */
export interface ObjectPlace extends ResourcePlace {
  readonly name: string;
}

/** Which objects. */
export interface Selection {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined;
  readonly labelSelector?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** How an object is deleted. */
export interface DeleteOptions extends CallOptions {
  /**
   * What becomes of the objects that it owns. There is no default here: the API server's differs from
   * kind to kind, and leaves the pods of a Job behind.
   */
  readonly propagationPolicy: "Background" | "Foreground" | "Orphan";
  /** Deletes only this very object, not a later one of the same name. */
  readonly uid?: string | undefined;
  /** Deletes only this version of the object. */
  readonly resourceVersion?: string | undefined;
  readonly gracePeriodSeconds?: number | undefined;
}

/** The ways of changing a part of an object that this client offers. */
export const PATCH_TYPES = {
  /** RFC 6902: a list of operations. */
  json: "application/json-patch+json",
  /** RFC 7396: an object; lists are replaced. */
  merge: "application/merge-patch+json",
  /** Kubernetes' own: an object; lists are merged by their keys. Not for custom resources. */
  strategic: "application/strategic-merge-patch+json",
  /** Server-side apply; see `applyObject`. */
  apply: "application/apply-patch+yaml",
} as const;

/** How an object is written. */
export interface WriteOptions extends CallOptions {
  /** Who the fields belong to from now on. */
  readonly fieldManager?: string | undefined;
  /** Checks everything and stores nothing. */
  readonly isDryRun?: boolean | undefined;
  /** `status`, `scale`. */
  readonly subresource?: string | undefined;
}

/** The objects of one kind. All methods throw `ApiError`. */
export interface ResourceClient<Item extends ApiObject> {
  readonly type: ResourceType<Item>;
  get(place: ObjectPlace, options?: CallOptions): Promise<Item>;
  /** One page; `continue` of its metadata leads to the next. */
  list(
    selection: Selection & { readonly limit?: number; readonly continue?: string | undefined },
    options?: CallOptions,
  ): Promise<ApiList<Item>>;
  create(object: Item, options?: WriteOptions): Promise<Item>;
  /** Writes the whole object; `conflict` when its resourceVersion is not the present one. */
  replace(object: Item, options?: WriteOptions): Promise<Item>;
  patch(
    place: ObjectPlace,
    patch: unknown,
    options: WriteOptions & { readonly type: keyof typeof PATCH_TYPES; readonly force?: boolean },
  ): Promise<Item>;
  delete(place: ObjectPlace, options: DeleteOptions): Promise<void>;
}

const queryOf = ({ fieldManager, isDryRun }: WriteOptions): Record<string, string | undefined> => ({
  fieldManager,
  dryRun: isDryRun === true ? "All" : undefined,
});

/** Gives access to the objects of one kind. */
export function createResourceClient<Item extends ApiObject>(
  client: ApiClient,
  type: ResourceType<Item>,
): ResourceClient<Item> {
  const placeOf = ({ metadata }: ApiObject, { subresource }: WriteOptions): ResourcePlace => ({
    namespace: metadata?.namespace,
    name: metadata?.name,
    subresource,
  });
  const complete = (object: Item): Item => ({ apiVersion: type.apiVersion, kind: type.kind, ...object });

  return {
    type,
    get: (place, { signal } = {}) =>
      client.request({ method: "GET", path: resourcePath(type, place), signal }),
    async list({ namespace, ...query }, { signal } = {}) {
      const path = resourcePath(type, { namespace });
      const list = await client.request<ApiList<Item>>({ method: "GET", path, query, signal });
      // The API server leaves out of each item what the list says already.
      return { ...list, items: list.items.map(complete) };
    },
    create: (object, options = {}) =>
      client.request({
        method: "POST",
        path: resourcePath(type, { ...placeOf(object, options), name: undefined }),
        query: queryOf(options),
        body: complete(object),
        signal: options.signal,
      }),
    replace: (object, options = {}) =>
      client.request({
        method: "PUT",
        path: resourcePath(type, placeOf(object, options)),
        query: queryOf(options),
        body: complete(object),
        signal: options.signal,
      }),
    patch: (place, patch, options) =>
      client.request({
        method: "PATCH",
        path: resourcePath(type, { ...place, subresource: options.subresource ?? place.subresource }),
        query: { ...queryOf(options), force: options.force },
        contentType: PATCH_TYPES[options.type],
        body: patch,
        signal: options.signal,
      }),
    async delete(place, { signal, uid, resourceVersion, propagationPolicy, gracePeriodSeconds }) {
      await client.request({
        method: "DELETE",
        path: resourcePath(type, place),
        body: {
          apiVersion: "v1",
          kind: "DeleteOptions",
          propagationPolicy,
          gracePeriodSeconds,
          ...((uid !== undefined || resourceVersion !== undefined) && {
            preconditions: { uid, resourceVersion },
          }),
        },
        signal,
      });
    },
  };
}
