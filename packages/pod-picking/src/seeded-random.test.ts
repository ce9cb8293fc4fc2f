import { expect, test } from "vitest";
import { randomIndex } from "./random-source.ts";
import { createSeededRandom } from "./seeded-random.ts";

const numbers = (seed: number): number[] => Array.from({ length: 5 }, createSeededRandom(seed));

test("equal seeds give equal numbers, others give others", () => {
  expect(numbers(3)).toEqual(numbers(3));
  for (const seed of [0, -1, 4, 2 ** 31]) expect(numbers(seed)).not.toEqual(numbers(3));
});

test("numbers lie in the unit interval and fill it evenly", () => {
  const random = createSeededRandom(1);
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let draw = 0; draw < 10_000; draw += 1) {
    const tenth = Math.floor(random() * 10);
    tenths[tenth] = (tenths[tenth] as number) + 1;
  }
  expect(tenths).toHaveLength(10);
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

test.each([1, 2, Number.NaN, -0.5, Infinity])("a source that answers %d gives an index in range", (value) => {
  expect(randomIndex(() => value, 3)).toBe(0);
});
