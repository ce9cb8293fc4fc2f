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

/** A collection that several parts of one look ask for, one after the other. */
export interface SharedCollection<Item> extends Collection<Item> {
  /** The same objects as the last look, for whoever looks the same way right after it. */
  readonly again: Collection<Item>;
}

/** Has a look at a collection serve those that follow it in the same pass. */
export function shareLooks<Item>(collection: Collection<Item>): SharedCollection<Item> {
  let last: { readonly look: Look; readonly items: readonly Item[] } | undefined;
  return {
    async look(look) {
      last = undefined;
      const items = await collection.look(look);
      last = { look, items };
      return items;
    },
    again: {
      look: async (look) => (last?.look === look ? last.items : collection.look(look)),
    },
  };
}
