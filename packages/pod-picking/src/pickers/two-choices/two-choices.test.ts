import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeededRandom } from "../../seeded-random.ts";
import { pickTwoChoices } from "./two-choices.ts";

test("the only candidate is taken", () => {
  expect(pickTwoChoices(Int32Array.of(7), 1, () => 0, createSeededRandom(1))).toBe(7);
});

test("two different candidates are compared, so that the worst of several is never taken", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 50 }), fc.integer(), (count, seed) => {
      const slots = Int32Array.from({ length: count }, (_, slot) => slot);
      const compared = new Set<number>();
      const scoreOf = (slot: number): number => {
        compared.add(slot);
        return slot;
      };
      const chosen = pickTwoChoices(slots, count, scoreOf, createSeededRandom(seed));
      expect(compared.size).toBe(2);
      expect(chosen).toBe(Math.min(...compared));
    }),
  );
});

test("each pair has the same chance", () => {
  const random = createSeededRandom(1);
  const counts = [0, 0, 0];
  for (let pick = 0; pick < 3_000; pick += 1) {
    const slot = pickTwoChoices(Int32Array.of(0, 1, 2), 3, (candidate) => candidate, random);
    counts[slot] = (counts[slot] as number) + 1;
  }
  expect(Math.abs((counts[0] as number) - 2_000)).toBeLessThan(150);
  expect(Math.abs((counts[1] as number) - 1_000)).toBeLessThan(150);
  expect(counts[2]).toBe(0);
});
