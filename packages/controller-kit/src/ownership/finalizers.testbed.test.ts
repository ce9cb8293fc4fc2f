import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { answerWith, conflict } from "@fairlead/testbed";
import { isBeingDeleted } from "../api/api-object.ts";
import { createResourceClient, type ResourceClient } from "../api/resource-client.ts";
import { isNotFound } from "../errors/predicates.ts";
import { configMaps, openWorld, type ConfigMap, type World } from "../testing/open-world.ts";
import { addFinalizer, hasFinalizer, removeFinalizer } from "./finalizers.ts";

const finalizer = "test.fairlead.dev/drain";
let world: World;
let objects: ResourceClient<ConfigMap>;
beforeAll(async () => {
  world = await openWorld();
  objects = createResourceClient(world.client, configMaps);
});
beforeEach(() => world.proxy.clear());
afterAll(() => world.close());
const create = (name: string) => objects.create({ metadata: { namespace: world.namespace, name } });
const place = (name: string) => ({ namespace: world.namespace, name });
const background = { propagationPolicy: "Background" } as const;

describe("finalizers", () => {
  it("hold an object until it may go, and are written once", async () => {
    const held = await addFinalizer(objects, await create("held"), finalizer);
    expect(held === undefined ? false : hasFinalizer(held, finalizer)).toBe(true);
    const writes = world.proxy.requests.length;
    await addFinalizer(objects, held ?? {}, finalizer);
    expect(world.proxy.requests.length).toBe(writes);
    await objects.delete(place("held"), background);
    const going = await objects.get(place("held"));
    expect(isBeingDeleted(going)).toBe(true);
    await removeFinalizer(objects, going, finalizer);
    await expect(objects.get(place("held"))).rejects.toSatisfy(isNotFound);
  });

  it("are written on top of what others did meanwhile", async () => {
    const old = await create("busy");
    await objects.patch(
      place("busy"),
      { metadata: { finalizers: ["test.fairlead.dev/other"] }, data: { a: "1" } },
      { type: "merge" },
    );
    const changed = await addFinalizer(objects, old, finalizer);
    expect(changed?.metadata?.finalizers).toEqual(["test.fairlead.dev/other", finalizer]);
    expect(changed?.data).toEqual({ a: "1" });
    const left = await removeFinalizer(objects, changed ?? {}, finalizer);
    expect(left?.metadata?.finalizers).toEqual(["test.fairlead.dev/other"]);
  });

  it("give up when somebody else is always faster", async () => {
    const object = await create("contested");
    const rule = world.proxy.add({ matches: ({ verb }) => verb === "patch", fault: answerWith(conflict()) });
    await expect(addFinalizer(objects, object, finalizer)).rejects.toMatchObject({ code: "conflict" });
    expect(rule.hits).toBe(5);
  });

  it("leave an object alone that has come after the one that is meant", async () => {
    const first = await create("replaced");
    await objects.delete(place("replaced"), background);
    expect(
      await removeFinalizer(
        objects,
        { ...first, metadata: { ...first.metadata, finalizers: [finalizer] } },
        finalizer,
      ),
    ).toBeUndefined();
    await create("replaced");
    expect(await addFinalizer(objects, first, finalizer)).toBeUndefined();
    expect((await objects.get(place("replaced"))).metadata?.finalizers).toBeUndefined();
  });
});
