import { expect, test } from "vitest";
import { isStale } from "./stale.ts";

test("a report is fresh up to its greatest age and stale after", () => {
  expect(isStale(1_000, 16_000, 15_000)).toBe(false);
  expect(isStale(1_000, 16_001, 15_000)).toBe(true);
});

test("a pod that has not reported is stale", () => {
  expect(isStale(-Infinity, 0, 15_000)).toBe(true);
});
