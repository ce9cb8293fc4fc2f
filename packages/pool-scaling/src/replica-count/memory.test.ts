import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compactRecommendations, compactScaleEvents } from "./compact-log.ts";
import { initialMemory, MEMORY_MAX_ENTRIES, readMemory } from "./memory.ts";
import { changeInPeriod } from "./scale-events.ts";
import { settleMemory } from "./settle-memory.ts";
import { stabilize, stabilizeDown } from "./stabilization.ts";

const log = fc.array(fc.record({ replicas: fc.nat(40), atMs: fc.integer({ min: -700_000, max: 0 }) }), {
  maxLength: 80,
});
const windows = fc.record({ upSeconds: fc.nat(600), downSeconds: fc.nat(600) });

describe("a shortened log", () => {
  test("gives what the whole one gives, now and later", () => {
    fc.assert(
      fc.property(
        log,
        windows,
        fc.nat(40),
        fc.nat(40),
        fc.nat(700_000),
        (entries, lengths, current, desired, laterMs) => {
          const short = compactRecommendations(entries, lengths, 0);
          expect(stabilize(short, current, desired, lengths, laterMs).replicas).toBe(
            stabilize(entries, current, desired, lengths, laterMs).replicas,
          );
          expect(stabilizeDown(short, desired, lengths.downSeconds, laterMs).replicas).toBe(
            stabilizeDown(entries, desired, lengths.downSeconds, laterMs).replicas,
          );
        },
      ),
    );
  });

  test("only holds back more when it had to leave out more", () => {
    const rising = Array.from({ length: 400 }, (_, index) => ({ replicas: index, atMs: index - 400 }));
    const falling = rising.map(({ replicas, atMs }) => ({ replicas: 900 - replicas, atMs }));
    const lengths = { upSeconds: 1, downSeconds: 1 };
    for (const entries of [rising, falling]) {
      const short = compactRecommendations(entries, lengths, 0);
      expect(short.length).toBeLessThanOrEqual(MEMORY_MAX_ENTRIES);
      for (let laterMs = 0; laterMs < 1_100; laterMs += 7) {
        const whole = stabilize(entries, 450, 0, lengths, laterMs).replicas;
        expect(stabilize(short, 450, 0, lengths, laterMs).replicas).toBeGreaterThanOrEqual(whole);
        const up = stabilize(entries, 0, 1_000, lengths, laterMs).replicas;
        expect(stabilize(short, 0, 1_000, lengths, laterMs).replicas).toBeLessThanOrEqual(up);
      }
    }
  });

  test("of changes counts the same, or more where it was joined", () => {
    const events = fc.array(
      fc.record({ change: fc.integer({ min: 1, max: 9 }), atMs: fc.integer({ min: -90_000, max: 0 }) }),
      { maxLength: 250 },
    );
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 60 }), (entries, period) => {
        const short = compactScaleEvents(entries, 60, 0);
        expect(short.length).toBeLessThanOrEqual(MEMORY_MAX_ENTRIES);
        const whole = changeInPeriod(entries, period, 0);
        if (entries.length <= MEMORY_MAX_ENTRIES) expect(changeInPeriod(short, period, 0)).toBe(whole);
        else expect(changeInPeriod(short, period, 0)).toBeGreaterThanOrEqual(whole);
      }),
    );
  });
});

describe("a decided change", () => {
  const decided = {
    ...initialMemory(3, 0),
    scaleUpEvents: [{ change: 5, atMs: 10 }],
    pending: { from: 3, to: 8, atMs: 10 },
  };

  test.each([
    [8, [{ change: 5, atMs: 10 }]],
    [5, [{ change: 2, atMs: 10 }]],
    [3, []],
    [2, []],
    [9, [{ change: 5, atMs: 10 }]],
  ])("counts as far as it has happened: %i replicas", (current, expected) => {
    const { scaleUpEvents, pending } = settleMemory(decided, current, 20);
    expect(scaleUpEvents).toEqual(expected);
    expect(pending).toBeUndefined();
  });

  test("downwards as well", () => {
    const down = {
      ...initialMemory(8, 0),
      scaleDownEvents: [{ change: 6, atMs: 10 }],
      pending: { from: 8, to: 2, atMs: 10 },
    };
    expect(settleMemory(down, 7, 20).scaleDownEvents).toEqual([{ change: 1, atMs: 10 }]);
    expect(settleMemory(down, 8, 20).scaleDownEvents).toEqual([]);
  });
});

test("a clock that was set back does not leave entries in the future", () => {
  const memory = {
    ...initialMemory(3, 5_000),
    scaleUpEvents: [{ change: 1, atMs: 4_000 }],
    lastDemandAtMs: 6_000,
  };
  expect(settleMemory(memory, 3, 1_000)).toMatchObject({
    recommendations: [{ replicas: 3, atMs: 1_000 }],
    scaleUpEvents: [{ change: 1, atMs: 1_000 }],
    lastDemandAtMs: 1_000,
  });
});

describe("readMemory", () => {
  test.each([undefined, null, 1, "x", [], {}, { recommendations: 1 }])("knows %j for none", (value) => {
    expect(readMemory(value)).toBeUndefined();
  });

  test("leaves out what is of another form, and what is too much", () => {
    const recommendations = Array.from({ length: 500 }, (_, atMs) => ({ replicas: 1, atMs }));
    const memory = readMemory({
      recommendations: [...recommendations, { replicas: -1, atMs: 0 }, { replicas: 1 }, null, 7],
      scaleUpEvents: [{ change: 1.5, atMs: 0 }],
      scaleDownEvents: "none",
      pending: { from: 1 },
      lastDemandAtMs: Number.NaN,
    });
    expect(memory?.recommendations).toEqual(recommendations.slice(-MEMORY_MAX_ENTRIES));
    expect(memory).toMatchObject({ scaleUpEvents: [], scaleDownEvents: [], scaledToZero: false });
    expect(memory).not.toHaveProperty("pending");
    expect(memory).not.toHaveProperty("lastDemandAtMs");
  });

  test("never throws", () => {
    fc.assert(fc.property(fc.anything(), (value) => void readMemory(value)));
  });
});
