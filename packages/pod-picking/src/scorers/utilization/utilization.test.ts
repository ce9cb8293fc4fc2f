import { expect, test } from "vitest";
import { UNLIMITED_CAPACITY, utilizationScorer } from "./utilization.ts";

test("the score is the share of the capacity", () => {
  expect(utilizationScorer.score(5, 10)).toBe(0.5);
  expect(utilizationScorer.score(5, 100)).toBe(0.05);
});

test("a pod without a limit is compared by a nominal capacity, so that it is not idle forever", () => {
  expect(utilizationScorer.score(500, Infinity)).toBe(500 / UNLIMITED_CAPACITY);
  expect(utilizationScorer.step(Infinity)).toBe(1 / UNLIMITED_CAPACITY);
});

test("a step is what one more client adds", () => {
  expect(utilizationScorer.score(8, 10) - utilizationScorer.score(7, 10)).toBeCloseTo(
    utilizationScorer.step(10),
    12,
  );
});
