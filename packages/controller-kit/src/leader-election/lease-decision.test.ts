import { describe, expect, it } from "vitest";
import { checkTiming, DEFAULT_TIMING } from "./election-timing.ts";
import { claim, isHeldByOther, observeLease, release } from "./lease-decision.ts";
import { formatMicroTime, recordOf, specOf, type LeaseRecord } from "./lease-record.ts";

const record: LeaseRecord = {
  holder: "other",
  durationSeconds: 15,
  acquireTime: "2001-01-01T00:00:00.000000Z",
  renewTime: "2001-01-01T00:00:00.000000Z",
  transitions: 3,
};
const self = { identity: "self", durationSeconds: 15 };
const wallMs = Date.UTC(2026, 0, 2, 3, 4, 5, 6);
const now = "2026-01-02T03:04:05.006000Z";

describe("isHeldByOther", () => {
  it("counts from when the record was seen to change, whatever the times in it say", () => {
    const seen = observeLease(undefined, record, "1", 1_000);
    expect(isHeldByOther(seen, "self", 15_999)).toBe(true);
    expect(isHeldByOther(seen, "self", 16_000)).toBe(false);
    expect(isHeldByOther(seen, "other", 1_000)).toBe(false);
    const same = observeLease(seen, record, "1", 9_000);
    expect(same.observedAtMs).toBe(1_000);
    const renewed = observeLease(same, record, "2", 9_000);
    expect(isHeldByOther(renewed, "self", 23_999)).toBe(true);
  });

  it("lets nobody wait for a Lease that was given up", () => {
    const seen = observeLease(undefined, release(record, wallMs), "1", 1_000);
    expect(isHeldByOther(seen, "self", 1_000)).toBe(false);
  });
});

describe("claim", () => {
  it("counts a change of hands, and keeps the time of the acquisition otherwise", () => {
    expect(claim(undefined, self, wallMs)).toEqual({
      holder: "self",
      durationSeconds: 15,
      acquireTime: now,
      renewTime: now,
      transitions: 0,
    });
    expect(claim(record, self, wallMs)).toMatchObject({ holder: "self", acquireTime: now, transitions: 4 });
    const ours = { ...record, holder: "self" };
    expect(claim(ours, self, wallMs)).toEqual({ ...ours, renewTime: now });
  });
});

describe("records", () => {
  it("are written as client-go reads them", () => {
    expect(formatMicroTime(wallMs)).toBe(now);
    expect(recordOf({ spec: specOf(record) })).toEqual(record);
    expect(recordOf({})).toMatchObject({ holder: "", transitions: 0 });
  });
});

describe("checkTiming", () => {
  it("takes client-go's defaults", () => {
    expect(() => checkTiming(DEFAULT_TIMING)).not.toThrow();
  });

  it.each([
    [{ leaseDurationMs: 10_000 }, "renewDeadlineMs (10000) must be less than leaseDurationMs (10000)"],
    [{ leaseDurationMs: 15_500 }, "whole seconds"],
    [{ retryPeriodMs: 9_000 }, "must be more than 1.2 times retryPeriodMs"],
    [{ retryPeriodMs: 0 }, "it must be more than 0"],
  ])("refuses %j", (change, message) => {
    expect(() => checkTiming({ ...DEFAULT_TIMING, ...change })).toThrow(message);
  });
});
