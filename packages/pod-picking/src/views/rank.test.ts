import { expect, test } from "vitest";
import { createSeededRandom } from "../seeded-random.ts";
import { given, podEntries, tableOf } from "../testing/pools.ts";

const at = (nowMs: number, seed = 1) => ({ nowMs, random: createSeededRandom(seed) });

test("pods come best first, with what they were weighed by", () => {
  const table = tableOf({ a: 4, b: 1, c: 3 }, 10);
  table.pick(at(5));
  expect(table.rank(at(10))).toEqual([
    { podId: "b", state: "open", status: "ready", load: 2, capacity: 10, score: 2, ageMs: 10 },
    { podId: "c", state: "open", status: "ready", load: 3, capacity: 10, score: 3, ageMs: 10 },
    { podId: "a", state: "open", status: "ready", load: 4, capacity: 10, score: 4, ageMs: 10 },
  ]);
});

test("pods that a filter keeps out for want of better ones follow, full and draining ones do not", () => {
  const table = tableOf({ good: 9, failing: 0, full: 20, "draining!": 0 }, 20);
  table.recordError("failing", 1);
  table.setPods(podEntries("good", "failing", "full", "draining!", "new"), 1);
  expect(table.rank(at(2)).map(({ podId, status }) => [podId, status])).toEqual([
    ["good", "ready"],
    ["new", "stale"],
    ["failing", "failing"],
  ]);
});

test("the preferred pod comes first, whatever it is, and once", () => {
  const table = tableOf({ a: 0, b: 5, "c!": 0 });
  const order = (prefer: string): string[] => table.rank({ ...at(1), prefer }).map(({ podId }) => podId);
  expect(order("b")).toEqual(["b", "a"]);
  expect(order("c")).toEqual(["c", "a", "b"]);
  expect(order("gone")).toEqual(["a", "b"]);
});

test("the limit is kept, with a preferred pod and without", () => {
  const table = tableOf({ a: 0, b: 1, c: 2, d: 3 });
  expect(table.rank({ ...at(1), limit: 2 }).map(({ podId }) => podId)).toEqual(["a", "b"]);
  expect(table.rank({ ...at(1), limit: 2, prefer: "d" }).map(({ podId }) => podId)).toEqual(["d", "a"]);
});

test("equals come in an order that the random source decides", () => {
  const firsts = new Set<string | undefined>();
  for (let seed = 0; seed < 40; seed += 1)
    firsts.add(tableOf({ a: 1, b: 1, c: 1 }).rank(at(1, seed))[0]?.podId);
  expect(firsts).toEqual(new Set(["a", "b", "c"]));
});

test("without a limit every candidate of a large pool is ranked, with one a sample in order", () => {
  const table = tableOf(
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`pod-${index}`, index])),
  );
  const all = table.rank(at(1));
  expect(all.map(({ load }) => load)).toEqual(Array.from({ length: 200 }, (_, index) => index));
  const some = table.rank({ ...at(1), limit: 5 }).map(({ load }) => load);
  expect(some).toHaveLength(5);
  expect(some).toEqual(some.toSorted((one, other) => one - other));
});

test("ranking adds no pick", () => {
  const table = tableOf({ a: 0, b: 1 });
  for (let look = 0; look < 5; look += 1) table.rank(at(1));
  expect(given(table.pick(at(1)))).toBe("a");
});

test("blind, even a pod whose last report was full is ranked, last", () => {
  const table = tableOf({ a: 0, b: 5 }, 5, { reportMaxAgeMs: 1_000 });
  expect(table.rank(at(1)).map(({ podId }) => podId)).toEqual(["a"]);
  expect(table.rank(at(2_000)).map(({ podId }) => podId)).toEqual(["a", "b"]);
});
