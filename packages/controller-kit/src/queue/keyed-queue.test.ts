import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { manualClock, settle } from "../testing/manual-clock.ts";
import { createKeyedQueue } from "./keyed-queue.ts";
import { exponentialLimiter } from "./rate-limiter.ts";

const newQueue = (clock = manualClock()) =>
  createKeyedQueue({ clock, limiter: exponentialLimiter({ firstMs: 100, limitMs: 10_000 }) });

describe("createKeyedQueue", () => {
  it("holds a key once, however often it is added", async () => {
    const queue = newQueue();
    for (const key of ["a", "b", "a", "a"]) queue.add(key);
    expect(queue.length).toBe(2);
    expect([await queue.get(), await queue.get()]).toEqual(["a", "b"]);
  });

  it("gives a key that is added while a worker has it out again, once the worker is done, once", async () => {
    const queue = newQueue();
    queue.add("a");
    await queue.get();
    queue.add("a");
    queue.add("a");
    expect(queue.length).toBe(0);
    queue.done("a");
    expect(queue.length).toBe(1);
    await queue.get();
    queue.done("a");
    expect(queue.length).toBe(0);
  });

  it("gives keys to workers that wait, in the order in which they came", async () => {
    const queue = newQueue();
    const taken = [queue.get(), queue.get()];
    queue.add("a");
    queue.add("b");
    expect(await Promise.all(taken)).toEqual(["a", "b"]);
  });

  it("queues after a time, at the earlier of two", async () => {
    const clock = manualClock();
    const queue = newQueue(clock);
    queue.addAfter("a", 1_000);
    queue.addAfter("a", 200);
    queue.addAfter("a", 500);
    await clock.advance(199);
    expect(queue.length).toBe(0);
    await clock.advance(1);
    expect(await queue.get()).toBe("a");
    queue.done("a");
    await clock.advance(10_000);
    expect(queue.length).toBe(0);
  });

  it("queues what failed with waits that double, until it is forgotten", async () => {
    const clock = manualClock();
    const queue = newQueue(clock);
    for (const waitMs of [100, 200, 400]) {
      queue.addRateLimited("a");
      await clock.advance(waitMs - 1);
      expect(queue.length).toBe(0);
      await clock.advance(1);
      expect(await queue.get()).toBe("a");
      queue.done("a");
    }
    expect(queue.failures("a")).toBe(3);
    queue.forget("a");
    queue.addRateLimited("a");
    await clock.advance(100);
    expect(queue.length).toBe(1);
  });

  it("gives out what waits when it is shut down, takes nothing more, and then sends workers home", async () => {
    const clock = manualClock();
    const queue = newQueue(clock);
    queue.add("a");
    queue.addAfter("b", 100);
    queue.shutDown();
    queue.add("c");
    queue.addRateLimited("d");
    await clock.advance(1_000);
    expect([await queue.get(), await queue.get()]).toEqual(["a", undefined]);
    expect(clock.timers).toBe(0);
  });

  it("wakes workers that wait when it is shut down", async () => {
    const queue = newQueue();
    const taken = queue.get();
    queue.shutDown();
    expect(await taken).toBeUndefined();
  });

  it("never gives a key to two workers, and never loses one", async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant("add" as const), key: fc.constantFrom("a", "b", "c") }),
      fc.record({ kind: fc.constant("later" as const), key: fc.constantFrom("a", "b", "c"), ms: fc.nat(50) }),
      fc.record({ kind: fc.constant("fail" as const), key: fc.constantFrom("a", "b", "c") }),
      fc.record({ kind: fc.constant("take" as const) }),
      fc.record({ kind: fc.constant("finish" as const), index: fc.nat(5) }),
      fc.record({ kind: fc.constant("wait" as const), ms: fc.nat(120) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const clock = manualClock();
        const queue = newQueue(clock);
        const held: string[] = [];
        /** Keys for which a worker has to come that takes them after this moment. */
        const owed = new Set<string>();
        const take = async (): Promise<void> => {
          if (queue.length === 0) return;
          const key = (await queue.get()) ?? "";
          expect(held).not.toContain(key);
          held.push(key);
          owed.delete(key);
        };
        for (const one of steps) {
          if (one.kind === "add") queue.add(one.key);
          if (one.kind === "later") queue.addAfter(one.key, one.ms);
          if (one.kind === "fail") queue.addRateLimited(one.key);
          if ("key" in one) owed.add(one.key);
          if (one.kind === "take") await take();
          if (one.kind === "wait") await clock.advance(one.ms);
          if (one.kind === "finish" && held.length > 0) {
            const [key = ""] = held.splice(one.index % held.length, 1);
            queue.done(key);
          }
        }
        // A key that waits for its time is owed until then, also if it was taken for another reason meanwhile.
        for (const key of held.splice(0)) queue.done(key);
        await clock.advance(20_000);
        while (queue.length > 0) {
          await take();
          for (const key of held.splice(0)) queue.done(key);
        }
        await settle();
        expect([...owed]).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
