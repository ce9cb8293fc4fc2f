import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBackOff, jitter, REFLECTOR_BACK_OFF } from "./back-off.ts";

describe("jitter", () => {
  it("stretches by at most the factor, and never shortens", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        fc.double({ min: 0, max: 5, noNaN: true }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (durationMs, factor, chance) => {
          const waitMs = jitter(durationMs, factor, () => chance);
          return waitMs >= durationMs && waitMs <= durationMs * (1 + factor);
        },
      ),
    );
  });
});

describe("createBackOff", () => {
  it("doubles from 0.8 s up to 30 s, as client-go's reflectors do", () => {
    const backOff = createBackOff(REFLECTOR_BACK_OFF, () => 0);
    const waits = Array.from({ length: 8 }, () => backOff.next(0));
    expect(waits).toEqual([800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
  });

  it("begins anew after two quiet minutes, and not before", () => {
    const backOff = createBackOff(REFLECTOR_BACK_OFF, () => 0);
    expect([backOff.next(0), backOff.next(1_000), backOff.next(121_000)]).toEqual([800, 1_600, 3_200]);
    expect(backOff.next(241_001)).toBe(800);
  });

  it("never waits less than the first wait, nor more than the stretched limit", () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(300_000)),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (pauses, chance) => {
          const backOff = createBackOff(REFLECTOR_BACK_OFF, () => chance);
          let nowMs = 0;
          return pauses.every((pause) => {
            nowMs += pause;
            const waitMs = backOff.next(nowMs);
            return waitMs >= 800 && waitMs <= 60_000;
          });
        },
      ),
    );
  });
});
