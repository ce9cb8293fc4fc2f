import { describe, expect, it } from "vitest";
import { sessionsAt, STEP_MS } from "./load-curve.ts";
import { chaosTable, problemsOf, type ChaosOutcome } from "./report.ts";
import { seededRandom } from "./seeded-random.ts";
import { emptyTally } from "./tally.ts";

const outcome = (change: Partial<ChaosOutcome> = {}, tally = {}): ChaosOutcome => ({
  seconds: 180,
  sessions: 200,
  seed: 1,
  tally: { ...emptyTally(), sessionSamples: [0, 210, 400], ...tally },
  minimum: 2,
  podsAtTheEnd: 2,
  exit: 0,
  left: [],
  ...change,
});

describe("a run", () => {
  it("is as promised when nothing was cut, all was answered, and the fewest pods are left", () => {
    expect(problemsOf(outcome())).toEqual([]);
  });

  it.each([
    [outcome({}, { cut: 1 }), "1 sessions were cut by Fairlead."],
    [outcome({}, { unanswered: 2 }), "2 requests had no answer."],
    [outcome({}, { stoppedWithSessions: 1 }), "1 pods were told to stop while they had sessions."],
    [outcome({ podsAtTheEnd: 3 }), "3 pods were there at the end, not 2."],
    [outcome({}, { sessionSamples: [190, 195, 230] }), "195 sessions at a time were typical, not 200."],
    [outcome({ exit: "SIGKILL" }), "fairlead dev ended with SIGKILL."],
    [outcome({ left: ["12 node pod.js"] }), "A process was left behind: 12 node pod.js"],
  ])("is not, otherwise", (run, problem) => {
    expect(problemsOf(run)).toEqual([problem]);
  });

  it("is told as a table", () => {
    const table = chaosTable(outcome({}, { cut: 3, requests: 12 }));
    expect(table).toContain("| … **cut by Fairlead** | **3** |");
    expect(table).toContain("| requests | 12 |");
  });
});

it("the load doubles and halves, and never falls below what is asked for", () => {
  const loads = Array.from({ length: 8 }, (_, step) => sessionsAt(step * STEP_MS, 200));
  expect(loads).toEqual([200, 400, 800, 400, 200, 400, 200, 200]);
});

it("chance comes out the same for the same seed", () => {
  const draw = (seed: number): number[] => {
    const random = seededRandom(seed);
    return Array.from({ length: 5 }, () => random.between(0, 10));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(draw(7).every((value) => value >= 0 && value < 10)).toBe(true);
});
