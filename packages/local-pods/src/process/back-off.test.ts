import fc from "fast-check";
import { expect, test } from "vitest";
import { backOffMs } from "./back-off.ts";

test("doubles from the first wait to the longest", () => {
  const options = { initialMs: 100, maximumMs: 1_000, recoveredAfterMs: 0 };
  expect([1, 2, 3, 4, 5, 6].map((failures) => backOffMs(failures, options))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test("never shrinks and never passes its limit, however many failures", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), (failures) => {
      expect(backOffMs(failures + 1)).toBeGreaterThanOrEqual(backOffMs(failures));
      expect(backOffMs(failures)).toBeLessThanOrEqual(15_000);
    }),
  );
});
