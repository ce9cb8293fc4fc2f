import type { ApiObject } from "../api/api-object.ts";
import type { ResourceClient, WriteOptions } from "../api/resource-client.ts";

/** How an object is applied. */
export interface ApplyOptions extends Omit<WriteOptions, "fieldManager"> {
  /** Who the applied fields belong to. One name for one part of a program, the same for ever. */
  readonly fieldManager: string;
  /**
   * Takes fields over that belong to others; `false`: `conflict`, with the fields and their managers in
   * `status.details.causes`. Controllers take over, as they have to get their way: default `true`.
   */
  readonly force?: boolean;
}

/**
 * Says how the fields of an object are to be: server-side apply. Creates the object if it is not
 * there. Fields that this manager applied before and leaves out now are removed; those of others stay.
 *
 * The object must hold only what the manager wants to own; never apply an object that was read.
 *
 * @throws ApiError
 * @throws TypeError when the object holds what only the API server writes.
 *
 * @see https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
export async function applyObject<Item extends ApiObject>(
  client: ResourceClient<Item>,
  object: Item,
  { force = true, ...options }: ApplyOptions,
): Promise<Item> {
  const { metadata } = object;
  if (metadata?.name === undefined) {
    throw new TypeError("An object that is applied needs a name; generateName does not do.");
  }
  if ("managedFields" in metadata) {
    throw new TypeError(
      `${client.type.kind} ${metadata.name} has managedFields: it was read, not made. Apply only the fields that are to be yours.`,
    );
  }
  const { apiVersion, kind } = client.type;
  return client.patch(
    { namespace: metadata.namespace, name: metadata.name },
    { ...object, apiVersion, kind },
    { ...options, type: "apply", force },
  );
}
