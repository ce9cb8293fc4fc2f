import fc from "fast-check";
import { expect, test } from "vitest";
import { createPickLedger, pickWeight } from "./pick-ledger.ts";

const LEASE_MS = 30_000;

test("a pick weighs 1 for half of the lease and fades to 0 at its end", () => {
  expect(pickWeight(-5, LEASE_MS)).toBe(1);
  expect(pickWeight(0, LEASE_MS)).toBe(1);
  expect(pickWeight(15_000, LEASE_MS)).toBe(1);
  expect(pickWeight(22_500, LEASE_MS)).toBe(0.5);
  expect(pickWeight(30_000, LEASE_MS)).toBe(0);
  expect(pickWeight(40_000, LEASE_MS)).toBe(0);
});

test("few picks are weighed one by one", () => {
  const pick = fc.record({
    atMs: fc.integer({ min: 0, max: 20_000 }),
    count: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(
      fc.array(pick, { maxLength: 20 }),
      fc.array(fc.nat(60_000), { minLength: 1, maxLength: 5 }),
      (picks, looks) => {
        const ledger = createPickLedger(LEASE_MS, 1);
        // Farther apart than the ledger's resolution, so that no two share an entry.
        const sorted = picks
          .sort((one, other) => one.atMs - other.atMs)
          .map(({ atMs, count }, index) => ({ atMs: atMs + index * 16, count }));
        for (const { atMs, count } of sorted) ledger.add(0, count, atMs, atMs);
        for (const nowMs of looks.sort((one, other) => one - other).map((offset) => 20_320 + offset)) {
          const expected = sorted.reduce(
            (sum, { atMs, count }) => sum + count * pickWeight(nowMs - atMs, LEASE_MS),
            0,
          );
          expect(ledger.estimate(0, nowMs)).toBeCloseTo(expected, 6);
        }
      },
    ),
  );
});

test("many picks are weighed close to one by one, and never negatively", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 50, maxLength: 400 }), (gaps) => {
      const ledger = createPickLedger(LEASE_MS, 1);
      const times: number[] = [];
      let nowMs = 0;
      for (const gapMs of gaps) {
        nowMs += gapMs;
        times.push(nowMs);
        ledger.add(0, 1, nowMs, nowMs);
      }
      for (const laterMs of [0, 1_000, 10_000, 20_000, 29_000]) {
        const exact = times.reduce((sum, atMs) => sum + pickWeight(nowMs + laterMs - atMs, LEASE_MS), 0);
        const estimate = ledger.estimate(0, nowMs + laterMs);
        expect(estimate).toBeGreaterThanOrEqual(0);
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(0.05 * times.length + 1);
      }
      expect(ledger.estimate(0, nowMs + LEASE_MS)).toBe(0);
    }),
  );
});

test("a report takes the picks before its sampling time and leaves the others", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(10_000), { maxLength: 24 }), fc.nat(10_000), (offsets, sampledAtMs) => {
      const ledger = createPickLedger(LEASE_MS, 1);
      const times = offsets.sort((one, other) => one - other).map((offset, index) => offset + index * 16);
      for (const atMs of times) ledger.add(0, 1, atMs, atMs);
      const nowMs = 10_400;
      ledger.forgetBefore(0, sampledAtMs, nowMs);
      expect(ledger.estimate(0, nowMs)).toBe(times.filter((atMs) => atMs >= sampledAtMs).length);
    }),
  );
});

test("a report that was sampled among picks too dense to tell apart takes its share of them", () => {
  const ledger = createPickLedger(LEASE_MS, 1);
  for (let atMs = 0; atMs < 10; atMs += 1) ledger.add(0, 1, atMs, atMs);
  ledger.forgetBefore(0, 4, 10);
  expect(ledger.estimate(0, 10)).toBeCloseTo(6, 9);
});

test("picks that are told late count by the time they were handed out", () => {
  const ledger = createPickLedger(LEASE_MS, 1);
  ledger.add(0, 1, 10_000, 10_000);
  ledger.add(0, 1, 12_000, 12_000);
  ledger.add(0, 3, 11_000, 12_500);
  ledger.forgetBefore(0, 11_500, 13_000);
  expect(ledger.estimate(0, 13_000)).toBe(1);
  ledger.add(0, 5, 13_000 - LEASE_MS, 13_000);
  expect(ledger.estimate(0, 13_000)).toBe(1);
});

test("pods do not mix when the ledger grows, and a cleared pod has none", () => {
  const ledger = createPickLedger(LEASE_MS, 2);
  ledger.add(0, 1, 0, 0);
  ledger.add(1, 2, 0, 0);
  ledger.grow(4);
  ledger.add(3, 4, 0, 0);
  expect([0, 1, 2, 3].map((slot) => ledger.estimate(slot, 10))).toEqual([1, 2, 0, 4]);
  ledger.clear(1);
  expect([0, 1, 2, 3].map((slot) => ledger.estimate(slot, 22_500))).toEqual([0.5, 0, 0, 2]);
});

test("the time at which an estimate falls to a target is foretold, in steps", () => {
  const ledger = createPickLedger(LEASE_MS, 1);
  ledger.add(0, 2, 0, 0);
  ledger.add(0, 2, 5_000, 5_000);
  expect(ledger.fallsToAtMs(0, 4, 6_000)).toBe(6_000);
  expect(ledger.fallsToAtMs(0, 3, 6_000)).toBe(15_000);
  expect(ledger.fallsToAtMs(0, 3, 15_000)).toBe(20_000);
  expect(ledger.fallsToAtMs(0, 3, 20_000)).toBeCloseTo(21_250, 6);
  expect(ledger.estimate(0, 21_250)).toBeCloseTo(3, 6);
});

test("picks that are told when they already fade weigh what is left of them", () => {
  const ledger = createPickLedger(LEASE_MS, 1);
  ledger.add(0, 1, 0, 22_500);
  ledger.add(0, 1, 0, 22_500);
  expect(ledger.estimate(0, 22_500)).toBeCloseTo(1, 9);
});
