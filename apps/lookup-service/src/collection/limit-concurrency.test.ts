import { expect, it } from "vitest";
import { createConcurrencyLimit } from "./limit-concurrency.ts";

it("runs so many at once, in order, and forgets those that wait when told", async () => {
  const limit = createConcurrencyLimit(2);
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  for (let index = 0; index < 6; index += 1) {
    limit.run(() => {
      begun.push(index);
      return new Promise((resolve) => ends.push(resolve));
    });
  }
  expect(begun).toEqual([0, 1]);
  expect(limit.waiting).toBe(4);
  ends[1]?.();
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1, 2]);
  limit.clear();
  for (const end of ends) end();
  await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toEqual([0, 1, 2]);
});
