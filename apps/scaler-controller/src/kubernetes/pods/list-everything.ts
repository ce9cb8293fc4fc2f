import type { ApiObject, ResourceClient } from "@fairlead/controller-kit";

const PAGE = 500;

/** All objects of a kind with a label, by as many pages as it takes, as the API server has them now. */
export async function listEverything<Item extends ApiObject>(
  client: ResourceClient<Item>,
  selection: { readonly namespace: string; readonly labelSelector: string },
): Promise<Item[]> {
  const items: Item[] = [];
  let next: string | undefined;
  do {
    const page = await client.list({ ...selection, limit: PAGE, continue: next });
    items.push(...page.items);
    next = page.metadata.continue === "" ? undefined : page.metadata.continue;
  } while (next !== undefined);
  return items;
}
