import type { ApiObject } from "../api/api-object.ts";
import type { ResourceClient } from "../api/resource-client.ts";
import { ifFound } from "../errors/predicates.ts";
import { retryOnConflict, type RetryOnConflictOptions } from "../errors/retry-on-conflict.ts";

/** Whether an object waits for somebody before it goes. */
export const hasFinalizer = ({ metadata }: ApiObject, finalizer: string): boolean =>
  metadata?.finalizers?.includes(finalizer) ?? false;

/** Changes the finalizers of an object, on top of whatever others have done to it meanwhile. */
async function change<Item extends ApiObject>(
  client: ResourceClient<Item>,
  object: Item,
  edit: (finalizers: readonly string[]) => readonly string[] | undefined,
  options: RetryOnConflictOptions,
): Promise<Item | undefined> {
  const { name = "", namespace, uid } = object.metadata ?? {};
  let current: Item | undefined = object;
  return retryOnConflict(async () => {
    current ??= await ifFound(client.get({ namespace, name }));
    const seen: Item | undefined = current;
    current = undefined;
    // One of the same name that came after it is not meant.
    if (seen === undefined || seen.metadata?.uid !== uid) return undefined;
    const finalizers = edit(seen.metadata?.finalizers ?? []);
    if (finalizers === undefined) return seen;
    const { resourceVersion } = seen.metadata ?? {};
    return ifFound(
      client.patch(
        { namespace, name },
        { metadata: { resourceVersion, uid, finalizers } },
        { type: "merge" },
      ),
    );
  }, options);
}

/**
 * Makes an object wait for `removeFinalizer` before it goes. Gives the object as it is then, and
 * `undefined` when it is gone. Nothing is written when the finalizer is there.
 *
 * Hint: the API server refuses a new finalizer on an object that is being deleted.
 *
 * @throws ApiError
 */
export const addFinalizer = <Item extends ApiObject>(
  client: ResourceClient<Item>,
  object: Item,
  finalizer: string,
  options: RetryOnConflictOptions = {},
): Promise<Item | undefined> =>
  change(
    client,
    object,
    (present) => (present.includes(finalizer) ? undefined : [...present, finalizer]),
    options,
  );

/**
 * Lets an object go. Gives the object as it is then, and `undefined` when it is gone. Nothing is
 * written when the finalizer is not there.
 *
 * @throws ApiError
 */
export const removeFinalizer = <Item extends ApiObject>(
  client: ResourceClient<Item>,
  object: Item,
  finalizer: string,
  options: RetryOnConflictOptions = {},
): Promise<Item | undefined> =>
  change(
    client,
    object,
    (present) => (present.includes(finalizer) ? present.filter((name) => name !== finalizer) : undefined),
    options,
  );
