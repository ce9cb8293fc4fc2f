import { afterEach, describe, expect, it, vi } from "vitest";
import { createSteadyClock, steadyClock } from "./steady-clock.ts";

afterEach(() => void vi.useRealTimers());

describe("the steady clock", () => {
  it("tells the system's time at first, and does not follow when that is set", () => {
    const before = steadyClock.nowMs();
    expect(Math.abs(before - Date.now())).toBeLessThan(60_000);
    for (const set of ["2001-01-01", "2099-01-01"]) {
      vi.useFakeTimers({ toFake: ["Date"], now: new Date(set) });
      const after = steadyClock.nowMs();
      expect(after).toBeGreaterThanOrEqual(before);
      expect(after - before).toBeLessThan(60_000);
      vi.useRealTimers();
    }
  });

  it("tells the same time wherever the offset is the same", () => {
    const before = steadyClock.nowMs();
    const other = createSteadyClock(steadyClock.offsetMs).nowMs();
    expect(other).toBeGreaterThanOrEqual(before);
    expect(steadyClock.nowMs()).toBeGreaterThanOrEqual(other);
  });
});
