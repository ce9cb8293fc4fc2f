import { expect, test } from "vitest";
import { isNotOpen } from "./not-open.ts";

test("a pod is out as soon as its source or the pod itself says draining", () => {
  expect(isNotOpen(0, 0)).toBe(false);
  expect(isNotOpen(1, 0)).toBe(true);
  expect(isNotOpen(0, 1)).toBe(true);
  expect(isNotOpen(1, 1)).toBe(true);
});
