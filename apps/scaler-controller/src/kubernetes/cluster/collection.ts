import { listAll, type ApiObject, type Informer, type ResourceClient } from "@fairlead/controller-kit";
import type { Look } from "../../interfaces/look.ts";

/** Some objects of one kind. */
export interface Collection<Item> {
  /** `glance`: as the watch last told; `read`: as the API server has them now. */
  look(look: Look): Promise<readonly Item[]>;
}

/** Where a collection is. */
export interface CollectionPlace {
  readonly namespace: string;
  readonly labelSelector: string;
}

/** Index of informers by `<namespace>/<value of the pool's label>`. */
export const BY_POOL = "pool";

/**
 * The objects of a pool.
 *
 * @param key of the index {@link BY_POOL}
 */
export function createCollection<Item extends ApiObject>(
  informer: Informer<Item>,
  client: ResourceClient<Item>,
  place: CollectionPlace,
  key: string,
): Collection<Item> {
  return {
    look: async (look) =>
      look === "glance" ? informer.store.byIndex(BY_POOL, key) : (await listAll(client, place)).items,
  };
}
