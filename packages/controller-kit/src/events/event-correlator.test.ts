import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  COMBINED_PREFIX,
  createEventCorrelator,
  type Correlation,
  type EventNote,
} from "./event-correlator.ts";

const note = (message: string, more: Partial<EventNote> = {}): EventNote => ({
  about: { apiVersion: "v1", kind: "Pod", namespace: "space", name: "pod", uid: "1" },
  type: "Warning",
  reason: "Failed",
  message,
  ...more,
});
const written = (correlation: Correlation) =>
  correlation.kind === "write" ? [correlation.message, correlation.count] : "suppressed";

describe("createEventCorrelator", () => {
  it("counts what is the same", () => {
    const correlator = createEventCorrelator();
    const seen = [1, 2, 3].map((second) => written(correlator.correlate(note("no space"), second * 1_000)));
    expect(seen).toEqual([
      ["no space", 1],
      ["no space", 2],
      ["no space", 3],
    ]);
    expect(written(correlator.correlate(note("no space", { type: "Normal" }), 4_000))).toEqual([
      "no space",
      1,
    ]);
    expect(written(correlator.correlate(note("no space", { reason: "Other" }), 4_000))).toEqual([
      "no space",
      1,
    ]);
  });

  it("combines the tenth different message of a reason with the ones after it", () => {
    const correlator = createEventCorrelator();
    const seen = Array.from({ length: 12 }, (_, index) =>
      written(correlator.correlate(note(`attempt ${index}`), index)),
    );
    expect(seen[8]).toEqual(["attempt 8", 1]);
    expect(seen.slice(9)).toEqual([
      [`${COMBINED_PREFIX}attempt 9`, 1],
      [`${COMBINED_PREFIX}attempt 10`, 2],
      [`${COMBINED_PREFIX}attempt 11`, 3],
    ]);
  });

  it("writes them one by one again after ten quiet minutes", () => {
    const correlator = createEventCorrelator({ burst: 1_000 });
    for (let index = 0; index < 20; index += 1) correlator.correlate(note(`attempt ${index}`), index);
    expect(written(correlator.correlate(note("later"), 600_100))).toEqual(["later", 1]);
  });

  it("suppresses what is too much for one object, and only for that one", () => {
    const correlator = createEventCorrelator();
    const seen = Array.from({ length: 30 }, () => correlator.correlate(note("again"), 0).kind);
    expect(seen.filter((kind) => kind === "write")).toHaveLength(25);
    const other = note("again", { about: { ...note("").about, uid: "2" } });
    expect(correlator.correlate(other, 0).kind).toBe("write");
    expect(correlator.correlate(note("again"), 299_999).kind).toBe("suppress");
    expect(written(correlator.correlate(note("again"), 300_000))).toEqual(["again", 32]);
  });

  it("never writes more of one object than burst and rate allow, whatever is told", () => {
    const step = fc.record({
      pauseMs: fc.nat(60_000),
      message: fc.constantFrom("a", "b", "c"),
      reason: fc.constantFrom("X", "Y"),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const correlator = createEventCorrelator({ burst: 3, perSecond: 0.1 });
        let nowMs = 0;
        let writes = 0;
        for (const { pauseMs, message, reason } of steps) {
          nowMs += pauseMs;
          if (correlator.correlate(note(message, { reason }), nowMs).kind === "write") writes += 1;
        }
        return writes <= 3 + nowMs / 10_000 + 1e-6;
      }),
    );
  });

  it("forgets the oldest objects before its memory grows", () => {
    const correlator = createEventCorrelator({ memory: 2, burst: 1 });
    const of = (uid: string) => note("x", { about: { uid } });
    for (const uid of ["1", "2", "3"]) expect(correlator.correlate(of(uid), 0).kind).toBe("write");
    expect(correlator.correlate(of("3"), 0).kind).toBe("suppress");
    expect(correlator.correlate(of("1"), 0).kind).toBe("write");
  });
});
