import { describe, expect, it } from "vitest";
import { createSlowLooks } from "./slow-looks.ts";

const LEASE_MS = 1_000;

function setUp() {
  const looks = createSlowLooks();
  const pass = (late: number, nowMs: number): boolean =>
    looks.take(
      {
        execution: { changed: false, failures: 0, late },
        observation: { observedAtMs: nowMs - 1_200 } as never,
      },
      LEASE_MS,
      nowMs,
    );
  return { looks, pass };
}

describe("slow looks", () => {
  it("are none while everything is done in time, or a single one was late", () => {
    const { looks, pass } = setUp();
    expect([pass(0, 10_000), pass(3, 11_000), pass(0, 12_000), pass(3, 13_000)]).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(looks.present).toBeUndefined();
  });

  it("are told of from the second in a row, and then once a minute", () => {
    const { looks, pass } = setUp();
    expect([pass(3, 10_000), pass(2, 11_000)]).toEqual([false, true]);
    expect(looks.present).toEqual({ ageMs: 1_200, leaseMs: LEASE_MS, late: 2 });
    expect([pass(2, 12_000), pass(2, 70_999), pass(2, 71_000)]).toEqual([false, false, true]);
  });

  it("are over with the first pass that does all", () => {
    const { looks, pass } = setUp();
    pass(3, 10_000);
    pass(3, 11_000);
    pass(0, 12_000);
    expect(looks.present).toBeUndefined();
    // Soon again: one line a minute is enough.
    pass(3, 13_000);
    expect(pass(3, 14_000)).toBe(false);
    expect(looks.present).toBeDefined();
  });
});
