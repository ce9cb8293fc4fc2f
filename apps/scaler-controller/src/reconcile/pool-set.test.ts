import { describe, expect, it } from "vitest";
import type { PoolDirectoryListener } from "../interfaces/pool-directory.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import { createFakeWorld } from "../testing/fake-world.ts";
import type { PoolController } from "./pool-controller.ts";
import { createPoolSet } from "./pool-set.ts";

function setUp() {
  const log: string[] = [];
  const stops = new Map<string, () => void>();
  let listener: PoolDirectoryListener | undefined;
  const set = createPoolSet(
    {
      follow(next) {
        listener = next;
        return () => void (listener = undefined);
      },
      isComplete: () => true,
    },
    (world) => {
      const { name } = world as PoolWorld & { name: string };
      return {
        world,
        start: () => log.push(`${name} starts`),
        wake: () => log.push(`${name} wakes`),
        stop: () => new Promise<void>((resolve) => stops.set(name, resolve)),
      } as unknown as PoolController;
    },
  );
  const worldOf = (name: string) =>
    ({ ...createFakeWorld(), name, close: () => log.push(`${name} closes`) }) as unknown as PoolWorld;
  return {
    log,
    set,
    stopped: (name: string) => stops.get(name)?.(),
    add: (name: string) => listener?.added(worldOf(name)),
    remove: () => listener?.removed("default/chat"),
  };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("the controllers of pools", () => {
  it("start with the set, or as their pools come", () => {
    const { add, log, set } = setUp();
    add("one");
    expect(log).toEqual([]);
    set.start();
    set.wake();
    expect(log).toEqual(["one starts", "one wakes"]);
  });

  it("end with their pools, and leave the next one of the same name alone", async () => {
    const { add, log, remove, set, stopped } = setUp();
    set.start();
    add("one");
    remove();
    expect(set.controllers.size).toBe(0);
    // The pass of the first is under way still.
    add("two");
    set.wake();
    stopped("one");
    await settle();
    expect(log).toEqual(["one starts", "two starts", "two wakes", "one closes"]);
    expect(set.controllers.get("default/chat")?.world).toMatchObject({ name: "two" });
  });

  it("are all waited for at the end, those that were ending as well", async () => {
    const { add, log, remove, set, stopped } = setUp();
    set.start();
    add("one");
    remove();
    remove();
    add("two");
    let isOver = false;
    const stopping = set.stop().then(() => (isOver = true));
    stopped("two");
    await settle();
    expect(isOver).toBe(false);
    stopped("one");
    await stopping;
    expect(log.slice(-2)).toEqual(["two closes", "one closes"]);
  });
});
