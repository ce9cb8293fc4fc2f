import fc from "fast-check";
import { expect, test } from "vitest";
import { createSeededRandom } from "../../seeded-random.ts";
import { pickMinimum } from "./minimum.ts";

test("no candidate has a lower score than the chosen one", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 40 }), fc.integer(), (scores, seed) => {
      const slots = Int32Array.from(scores.keys());
      const chosen = pickMinimum(
        slots,
        scores.length,
        (slot) => scores[slot] as number,
        createSeededRandom(seed),
      );
      expect(scores[chosen]).toBe(Math.min(...scores));
    }),
  );
});

test("equals have the same chance", () => {
  const random = createSeededRandom(1);
  const counts = [0, 0, 0, 0];
  const scores = [3, 9, 3, 3];
  for (let pick = 0; pick < 3_000; pick += 1) {
    const slot = pickMinimum(
      Int32Array.of(0, 1, 2, 3),
      4,
      (candidate) => scores[candidate] as number,
      random,
    );
    counts[slot] = (counts[slot] as number) + 1;
  }
  expect(counts[1]).toBe(0);
  for (const slot of [0, 2, 3]) expect(Math.abs((counts[slot] as number) - 1_000)).toBeLessThan(150);
});
