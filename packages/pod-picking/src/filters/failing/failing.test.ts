import { expect, test } from "vitest";
import { forgivenAtMs, isFailing, penaltyOf, PENALTY_MAX } from "./failing.ts";

const HALF_LIFE_MS = 10_000;

test("an error weighs half after each half-life", () => {
  expect(penaltyOf(1, 0, 0, HALF_LIFE_MS)).toBe(1);
  expect(penaltyOf(1, 0, 10_000, HALF_LIFE_MS)).toBe(0.5);
  expect(penaltyOf(1, 0, 20_000, HALF_LIFE_MS)).toBe(0.25);
  expect(penaltyOf(0, 0, 20_000, HALF_LIFE_MS)).toBe(0);
});

test("a time before the error does not raise it", () => {
  expect(penaltyOf(1, 5_000, 0, HALF_LIFE_MS)).toBe(1);
});

test("one error keeps a pod out for one half-life", () => {
  expect(isFailing(1, 0, 9_999, HALF_LIFE_MS)).toBe(true);
  expect(isFailing(1, 0, 10_000, HALF_LIFE_MS)).toBe(false);
});

test.each([0.6, 1, 3, PENALTY_MAX])("a level of %d is forgiven at the time that is foretold", (level) => {
  const forgivenMs = forgivenAtMs(level, 1_000, HALF_LIFE_MS);
  expect(isFailing(level, 1_000, forgivenMs - 1, HALF_LIFE_MS)).toBe(true);
  expect(isFailing(level, 1_000, forgivenMs + 1, HALF_LIFE_MS)).toBe(false);
});

test("a pod that is not failing is forgiven already", () => {
  expect(forgivenAtMs(0.5, 1_000, HALF_LIFE_MS)).toBe(-Infinity);
});
