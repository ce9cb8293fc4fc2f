import type { ApiObject } from "../api/api-object.ts";
import type { ResourceClient, Selection } from "../api/resource-client.ts";
import { isExpired } from "../errors/predicates.ts";

/** Objects on one page, as client-go asks for. */
const PAGE_SIZE = 500;

/** Every object of a selection, at one moment. */
export interface WholeList<Item> {
  readonly resourceVersion: string;
  readonly items: readonly Item[];
}

/**
 * Lists page by page. A continuation that has expired on the way is followed by one list without
 * pages, as in client-go.
 *
 * @throws ApiError
 */
export async function listAll<Item extends ApiObject>(
  client: ResourceClient<Item>,
  selection: Selection,
  signal?: AbortSignal,
): Promise<WholeList<Item>> {
  const items: Item[] = [];
  let page: string | undefined;
  let resourceVersion = "";
  do {
    try {
      const list = await client.list({ ...selection, limit: PAGE_SIZE, continue: page }, { signal });
      items.push(...list.items);
      resourceVersion = list.metadata.resourceVersion ?? "";
      page = list.metadata.continue === "" ? undefined : list.metadata.continue;
    } catch (error) {
      if (page === undefined || !isExpired(error)) throw error;
      const list = await client.list(selection, { signal });
      return { resourceVersion: list.metadata.resourceVersion ?? "", items: list.items };
    }
  } while (page !== undefined);
  return { resourceVersion, items };
}
