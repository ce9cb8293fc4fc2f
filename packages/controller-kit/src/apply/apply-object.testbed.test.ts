import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createResourceClient, type ResourceClient } from "../api/resource-client.ts";
import { configMaps, openWorld, type ConfigMap, type World } from "../testing/open-world.ts";
import { applyObject } from "./apply-object.ts";

let world: World;
let objects: ResourceClient<ConfigMap>;
beforeAll(async () => {
  world = await openWorld();
  objects = createResourceClient(world.client, configMaps);
});
afterAll(() => world.close());
const wish = (name: string, data: Record<string, string>): ConfigMap => ({
  metadata: { namespace: world.namespace, name },
  data,
});

describe("applyObject", () => {
  it("creates, changes, and removes what this manager leaves out, and nothing of others", async () => {
    await applyObject(objects, wish("shared", { ours: "1", also: "1" }), { fieldManager: "us" });
    await applyObject(objects, wish("shared", { theirs: "1" }), { fieldManager: "them" });
    const applied = await applyObject(objects, wish("shared", { ours: "2" }), { fieldManager: "us" });
    expect(applied.data).toEqual({ ours: "2", theirs: "1" });
  });

  it("writes nothing when all is as it should be", async () => {
    const first = await applyObject(objects, wish("same", { a: "1" }), { fieldManager: "us" });
    const second = await applyObject(objects, wish("same", { a: "1" }), { fieldManager: "us" });
    expect(second.metadata?.resourceVersion).toBe(first.metadata?.resourceVersion);
  });

  it("takes over what belongs to others, or says whose it is", async () => {
    await applyObject(objects, wish("disputed", { a: "1" }), { fieldManager: "them" });
    const polite = applyObject(objects, wish("disputed", { a: "2" }), { fieldManager: "us", force: false });
    await expect(polite).rejects.toMatchObject({
      code: "conflict",
      status: {
        details: {
          causes: [
            { reason: "FieldManagerConflict", message: expect.stringContaining('"them"'), field: ".data.a" },
          ],
        },
      },
    });
    const forced = await applyObject(objects, wish("disputed", { a: "2" }), { fieldManager: "us" });
    expect(forced.data).toEqual({ a: "2" });
  });

  it("refuses an object that was read", async () => {
    const read = await applyObject(objects, wish("read", {}), { fieldManager: "us" });
    await expect(applyObject(objects, read, { fieldManager: "us" })).rejects.toThrow("it was read, not made");
    await expect(applyObject(objects, {}, { fieldManager: "us" })).rejects.toThrow("needs a name");
  });
});
