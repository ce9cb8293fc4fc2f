import { createLoadTable } from "@fairlead/pod-picking";
import { expect, it } from "vitest";
import { spreadPicks } from "./spread-picks.ts";

const loadOf = (table: ReturnType<typeof createLoadTable>, nowMs: number): number =>
  table.explain(nowMs)[0]?.load ?? Number.NaN;

function tableWithReport(sampledAtMs: number) {
  const table = createLoadTable({ leaseMs: 30_000, reportMaxAgeMs: 15_000 });
  table.setPods([{ podId: "a", state: "open" }], 0);
  table.report("a", { clients: 10, capacity: null, draining: false }, sampledAtMs);
  return table;
}

it("a report sampled in between holds the share of the picks before it", () => {
  const table = tableWithReport(1_750);
  spreadPicks(table, { podId: "a", count: 8, sinceMs: 1_000, untilMs: 2_000 });
  expect(loadOf(table, 2_000)).toBeCloseTo(12, 5);
});

it("picks after the report all count", () => {
  const table = tableWithReport(900);
  spreadPicks(table, { podId: "a", count: 3, sinceMs: 1_000, untilMs: 2_000 });
  expect(loadOf(table, 2_000)).toBeCloseTo(13, 5);
});

it("picks without a known start count at the moment they are told", () => {
  const table = tableWithReport(2_000);
  spreadPicks(table, { podId: "a", count: 3, sinceMs: 2_000, untilMs: 2_000 });
  expect(loadOf(table, 2_000)).toBeCloseTo(13, 5);
});
