import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { desiredReplicas } from "./desired-replicas.ts";
import { explainWindow, isWindowOpen, scheduledBounds, type ScheduleWindow } from "./schedule.ts";

const office: ScheduleWindow = {
  name: "office",
  start: "0 8 * * 1-5",
  end: "0 18 * * 1-5",
  timeZone: "Europe/Berlin",
  minReplicas: 4,
  maxReplicas: 20,
};
const own = { minReplicas: 1, maxReplicas: 10 };
const at = (time: string): number => Date.parse(time);

describe("a window", () => {
  test.each([
    ["2026-11-23T06:59:59Z", false],
    ["2026-11-23T07:00:00Z", true],
    ["2026-11-23T16:59:59Z", true],
    ["2026-11-23T17:00:00Z", false],
    // In summer the same hours are an hour earlier.
    ["2026-07-20T06:00:00Z", true],
    ["2026-07-20T16:00:00Z", false],
    // A Sunday, and the night to Monday.
    ["2026-11-22T12:00:00Z", false],
    ["2026-11-23T01:00:00Z", false],
  ])("is open at %s: %s", (time, open) => {
    expect(isWindowOpen(office, at(time))).toBe(open);
  });

  test("may pass midnight", () => {
    const night = { ...office, start: "0 22 * * *", end: "0 6 * * *", timeZone: "UTC" };
    expect(isWindowOpen(night, at("2026-11-23T23:30:00Z"))).toBe(true);
    expect(isWindowOpen(night, at("2026-11-24T05:30:00Z"))).toBe(true);
    expect(isWindowOpen(night, at("2026-11-24T06:00:00Z"))).toBe(false);
  });

  test("is open for the same share of every ordinary day, whatever the zone", () => {
    const hours = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 }));
    const zone = fc.constantFrom("UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland");
    fc.assert(
      fc.property(hours, zone, ([start, end], timeZone) => {
        const window = { name: "a", start: `0 ${start} * * *`, end: `0 ${end} * * *`, timeZone };
        const midday = at("2026-11-23T12:00:00Z");
        const open = Array.from({ length: 48 }, (_, half) => isWindowOpen(window, midday + half * 1_800_000));
        expect(open.filter(Boolean)).toHaveLength(((end - start + 24) % 24) * 2);
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    [{ start: "0 25 * * *" }, "start"],
    [{ end: "soon" }, "end"],
    [{ timeZone: "Europe/Atlantis" }, "Atlantis"],
  ])("with %j is explained, closed, and does not stop the others", (fault, message) => {
    const broken = { ...office, name: "broken", minReplicas: 9, ...fault };
    const now = at("2026-11-23T10:00:00Z");
    expect(explainWindow(broken, now)).toContain(message);
    expect(scheduledBounds(own, [broken, office], now)).toMatchObject({
      minReplicas: 4,
      windows: ["office"],
    });
  });

  test("without a fault has nothing to explain", () => {
    expect(explainWindow(office, 0)).toBeUndefined();
  });
});

describe("bounds", () => {
  const always = (options: Partial<ScheduleWindow>): ScheduleWindow => ({
    name: "always",
    start: "0 0 1 1 *",
    end: "59 23 31 12 *",
    timeZone: "UTC",
    ...options,
  });
  const now = at("2026-11-23T10:00:00Z");

  test("are the pool's own while no window is open", () => {
    expect(scheduledBounds(own, [office], at("2026-11-22T12:00:00Z"))).toEqual({ ...own, windows: [] });
  });

  test("of several windows are the largest of each", () => {
    const bounds = [
      always({ minReplicas: 3, maxReplicas: 5 }),
      always({ name: "more", minReplicas: 2, maxReplicas: 7 }),
    ];
    expect(scheduledBounds(own, bounds, now)).toMatchObject({ minReplicas: 3, maxReplicas: 7 });
  });

  test("may be lower than the pool's own", () => {
    expect(scheduledBounds(own, [always({ minReplicas: 0, maxReplicas: 2 })], now)).toMatchObject({
      minReplicas: 0,
      maxReplicas: 2,
    });
  });

  test("never cross", () => {
    const bound = fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined });
    fc.assert(
      fc.property(fc.array(fc.tuple(bound, bound), { maxLength: 4 }), (pairs) => {
        const windows = pairs.map(([minReplicas, maxReplicas]) => always({ minReplicas, maxReplicas }));
        const { minReplicas, maxReplicas } = scheduledBounds(own, windows, now);
        expect(minReplicas).toBeLessThanOrEqual(maxReplicas);
      }),
      { numRuns: 30 },
    );
  });

  test("move a pool at once", () => {
    const input = { ...own, currentReplicas: 2, pods: [], metrics: [], schedule: [office] };
    expect(desiredReplicas(input, undefined, now)).toMatchObject({
      desired: 4,
      explanation: { step: "below_minimum", scheduleWindows: ["office"] },
    });
  });
});
