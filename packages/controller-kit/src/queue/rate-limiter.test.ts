import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { manualClock } from "../testing/manual-clock.ts";
import {
  bucketLimiter,
  defaultLimiter,
  exponentialDelayMs,
  exponentialLimiter,
  longestOf,
} from "./rate-limiter.ts";

describe("exponentialLimiter", () => {
  it("doubles for each key apart, and forgets", () => {
    const limiter = exponentialLimiter({ firstMs: 1, limitMs: 1_000 });
    expect([1, 2, 3, 4, 5].map(() => limiter.delayMs("one"))).toEqual([1, 2, 4, 8, 16]);
    expect(limiter.failures("one")).toBe(5);
    expect([1, 2].map(() => limiter.delayMs("two"))).toEqual([1, 2]);
    limiter.forget("one");
    expect(limiter.failures("one")).toBe(0);
    expect(limiter.delayMs("one")).toBe(1);
    expect(limiter.failures("two")).toBe(2);
  });

  it("grows without end of failures up to its limit, and no further", () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.integer({ min: 1, max: 1_000 }),
        fc.integer({ min: 1_000, max: 1e9 }),
        (failures, firstMs, limitMs) => {
          const delayMs = exponentialDelayMs(failures, { firstMs, limitMs });
          const next = exponentialDelayMs(failures + 1, { firstMs, limitMs });
          return delayMs >= firstMs && delayMs <= limitMs && next >= delayMs;
        },
      ),
    );
  });
});

describe("bucketLimiter", () => {
  it("gives the burst at once, and each one after it a place in the row", () => {
    const clock = manualClock();
    const limiter = bucketLimiter({ perSecond: 10, burst: 3 }, clock);
    expect([1, 2, 3, 4, 5].map((key) => limiter.delayMs(String(key)))).toEqual([0, 0, 0, 100, 200]);
  });

  it("never lets more through in any time than the burst and the rate", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(500), { maxLength: 60 }), async (pauses) => {
        const clock = manualClock();
        const limiter = bucketLimiter({ perSecond: 10, burst: 5 }, clock);
        const dueAtMs: number[] = [];
        for (const pause of pauses) {
          await clock.advance(pause);
          dueAtMs.push(clock.steadyMs() + limiter.delayMs("key"));
        }
        for (const [first, from] of dueAtMs.entries()) {
          for (const [last, to] of dueAtMs.entries()) {
            if (last >= first)
              expect(last - first + 1).toBeLessThanOrEqual(5 + ((to - from) / 1_000) * 10 + 1e-6);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("longestOf", () => {
  it("asks all, so that each counts, and takes the longest", () => {
    const clock = manualClock();
    const limiter = longestOf(
      exponentialLimiter({ firstMs: 5, limitMs: 1_000 }),
      bucketLimiter({ perSecond: 1, burst: 1 }, clock),
    );
    expect([limiter.delayMs("a"), limiter.delayMs("a"), limiter.delayMs("b")]).toEqual([5, 1_000, 2_000]);
  });

  it("is client-go's default: 5 ms doubling, and a place in the row after a hundred at once", () => {
    const limiter = defaultLimiter(manualClock());
    expect([1, 2, 3].map(() => limiter.delayMs("a"))).toEqual([5, 10, 20]);
    for (let key = 3; key < 100; key += 1) limiter.delayMs(String(key));
    expect(limiter.delayMs("another")).toBe(100);
  });
});
