import { expect, test } from "vitest";
import { createSeededRandom } from "../../seeded-random.ts";
import { pickRandom } from "./random.ts";

test("each candidate has the same chance, whatever its score", () => {
  const random = createSeededRandom(1);
  const counts = new Map<number, number>();
  for (let pick = 0; pick < 4_000; pick += 1) {
    const slot = pickRandom(Int32Array.of(5, 6, 7, 8, 99), 4, (candidate) => candidate, random);
    counts.set(slot, (counts.get(slot) ?? 0) + 1);
  }
  expect(new Set(counts.keys())).toEqual(new Set([5, 6, 7, 8]));
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});
