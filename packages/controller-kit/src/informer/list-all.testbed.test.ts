import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerWith, expired } from "@fairlead/testbed";
import { createResourceClient, type ResourceClient } from "../api/resource-client.ts";
import { configMaps, openWorld, type ConfigMap, type World } from "../testing/open-world.ts";
import { listAll } from "./list-all.ts";

const COUNT = 7;
let world: World;
let paged: ResourceClient<ConfigMap>;
const selection = () => ({ namespace: world.namespace, labelSelector: "listed=yes" });
beforeAll(async () => {
  world = await openWorld();
  const objects = createResourceClient(world.direct, configMaps);
  await Promise.all(
    Array.from({ length: COUNT }, (_, index) =>
      objects.create({
        metadata: { namespace: world.namespace, name: `item-${index}`, labels: { listed: "yes" } },
      }),
    ),
  );
  paged = createResourceClient(world.client, configMaps);
});
beforeEach(() => {
  world.proxy.clear();
  // Pages of three in the place of 500.
  world.proxy.add({
    matches: ({ verb, query }) => verb === "list" && query.has("limit"),
    fault: async (exchange) => {
      exchange.request.query.set("limit", "3");
      await exchange.forward();
    },
  });
});
afterAll(() => world.close());

describe("listAll", () => {
  it("follows the pages to the end", async () => {
    const before = world.proxy.requests.length;
    const { items, resourceVersion } = await listAll(paged, selection());
    expect(new Set(items.map(({ metadata }) => metadata?.name))).toEqual(
      new Set(Array.from({ length: COUNT }, (_, index) => `item-${index}`)),
    );
    expect(items).toHaveLength(COUNT);
    expect(resourceVersion).toMatch(/^\d+$/);
    expect(world.proxy.requests.length - before).toBe(3);
  });

  it("lists without pages when a continuation has expired on the way", async () => {
    const rule = world.proxy.add({
      matches: ({ query }) => query.get("continue") !== null,
      fault: answerWith(expired()),
    });
    const { items } = await listAll(paged, selection());
    expect(items).toHaveLength(COUNT);
    expect(rule.hits).toBe(1);
  });

  it("fails when the first page does", async () => {
    world.proxy.add({ matches: ({ verb }) => verb === "list", fault: answerWith(expired()) });
    await expect(listAll(paged, selection())).rejects.toMatchObject({ code: "expired" });
  });
});
