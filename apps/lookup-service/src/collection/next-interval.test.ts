import fc from "fast-check";
import { expect, it } from "vitest";
import { nextIntervalMs, withJitter } from "./next-interval.ts";

const limits = { minIntervalMs: 250, maxIntervalMs: 2_000 };

it("is short for a busy pool and grows while it is idle", () => {
  expect(nextIntervalMs({ busy: true, failures: 0, previousMs: 2_000 }, limits)).toBe(250);
  expect(nextIntervalMs({ busy: false, failures: 0, previousMs: 250 }, limits)).toBe(500);
  expect(nextIntervalMs({ busy: false, failures: 0, previousMs: 1_500 }, limits)).toBe(2_000);
});

it("grows a little with failures, busy or not", () => {
  const after = (failures: number) => nextIntervalMs({ busy: true, failures, previousMs: 250 }, limits);
  expect([1, 2, 3, 4, 50].map(after)).toEqual([500, 1_000, 2_000, 2_000, 2_000]);
});

it("stays within its limits, jitter included", () => {
  fc.assert(
    fc.property(
      fc.boolean(),
      fc.nat(),
      fc.double({ min: 1, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (busy, failures, previousMs, random) => {
        const interval = nextIntervalMs({ busy, failures, previousMs }, limits);
        expect(interval).toBeGreaterThanOrEqual(limits.minIntervalMs);
        expect(interval).toBeLessThanOrEqual(limits.maxIntervalMs);
        expect(withJitter(interval, random)).toBeGreaterThanOrEqual(interval * 0.8);
        expect(withJitter(interval, random)).toBeLessThanOrEqual(interval);
      },
    ),
  );
});
