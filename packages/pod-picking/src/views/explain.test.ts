import { expect, test } from "vitest";
import { createSeededRandom } from "../seeded-random.ts";
import { podEntries, tableOf } from "../testing/pools.ts";
import { formatExplanation } from "./explain.ts";

const random = createSeededRandom(1);

test("every pod is explained by the first filter that keeps it out", () => {
  const table = tableOf({ good: 9, failing: 0, full: 20, "draining!": 0 }, 20);
  table.recordError("failing", 1_000);
  table.setPods(podEntries("good", "failing", "full", "draining!", "new"), 1_000);
  expect(Object.fromEntries(table.explain(1_000).map(({ podId, keptOutBy }) => [podId, keptOutBy]))).toEqual({
    good: null,
    failing: "failing",
    full: "no-room",
    draining: "not-open",
    new: "stale",
  });
});

test("a filter that left nothing keeps nobody out", () => {
  const table = tableOf({ a: 0, b: 1 }, null, { reportMaxAgeMs: 1_000 });
  expect(table.explain(5_000).map(({ status, keptOutBy }) => [status, keptOutBy])).toEqual([
    ["stale", null],
    ["stale", null],
  ]);
});

test("the figures say what the load is made of", () => {
  const table = tableOf({ a: 3 }, 10);
  table.pick({ nowMs: 500, random });
  table.recordError("a", 500);
  expect(table.explain(1_000)).toEqual([
    {
      podId: "a",
      state: "open",
      status: "failing",
      load: 4,
      capacity: 10,
      score: 4,
      ageMs: 1_000,
      reportedClients: 3,
      picks: 1,
      room: 6,
      penalty: 2 ** -0.05,
      keptOutBy: null,
    },
  ]);
});

test("as text, each pod has a line", () => {
  const table = tableOf({ a: 3, b: 1 }, 10);
  table.setPods(podEntries("a", "b", "c"), 0);
  table.recordError("b", 1_500);
  table.pick({ nowMs: 1_500, random });
  expect(formatExplanation(table.explain(1_500))).toBe(
    [
      "a: may be picked (ready); reported 3 clients 1.5 s ago, 1 picks since, room for 6 of 10, score 4",
      "b: kept out by failing (failing); reported 1 clients 1.5 s ago, 0 picks since, room for 9 of 10, score 1, penalty 1",
      "c: kept out by stale (stale); no report yet, 0 picks since, no limit, score 0",
    ].join("\n"),
  );
});
