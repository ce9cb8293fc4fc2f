import { describe, expect, it } from "vitest";
import { growthPerPod, inOrder, medianCounts, requestsReport, routingWrites } from "./report-requests.ts";
import { countScalerRequests, listsOf, SCALER_USER, totalOf, writesOf } from "./scaler-requests.ts";
import type { ScaleEvents } from "./scale-events.ts";

const asked = (what: string, user = SCALER_USER) => {
  const [verb = "", resource = ""] = what.split(" ");
  return { user, verb, resource, name: "", receivedAtMs: 0, answeredAtMs: 0, code: 200, body: undefined };
};
const opening = { routeId: "a", changedAtMs: 0, jobWrittenAtMs: 0, readyAtMs: 0, openAtMs: 0 };
const round = (mode: ScaleEvents["mode"], pods: number, up: Record<string, number>): ScaleEvents => ({
  mode,
  pods,
  opening,
  up,
  down: {},
});

describe("countScalerRequests", () => {
  it("counts by verb and resource what the scaler asks, without its leadership", () => {
    const counts = countScalerRequests([
      asked("list pods"),
      asked("list pods"),
      asked("patch jobs"),
      asked("update leases"),
      asked("patch pods", "admin"),
    ]);
    expect(counts).toEqual({ "list pods": 2, "patch jobs": 1 });
    expect([totalOf(counts), writesOf(counts), listsOf(counts)]).toEqual([3, 1, 2]);
  });
});

describe("medianCounts", () => {
  it("takes a request that a round does not have for none, and leaves out watches", () => {
    expect(medianCounts([{ a: 1, b: 3, "watch c": 1 }, { a: 2 }, { a: 5 }])).toEqual({ a: 2, b: 0 });
  });
});

describe("growthPerPod", () => {
  it("compares the smallest pool with the largest", () => {
    expect(
      growthPerPod(
        new Map([
          [30, 37],
          [3, 10],
          [10, 99],
        ]),
      ),
    ).toBe(1);
    expect(growthPerPod(new Map([[3, 10]]))).toBeUndefined();
  });
});

describe("requestsReport", () => {
  const rounds = [
    round("subset", 3, { "list pods": 4, "patch jobs": 1 }),
    round("subset", 13, { "list pods": 4, "patch jobs": 11 }),
    round("override-host", 3, { "patch jobs": 1 }),
  ];

  it("has a column for each size, writes first, and says what grows with the pool", () => {
    const report = requestsReport(rounds);
    expect(report).toContain("| patch jobs | 1 | 11 |\n| list pods | 4 | 4 |\n| **writes** | 1 | 11 |");
    expect(report).toContain(
      "Writes more for each pod that the pool has more: 1.00 (goal: none, so under 0.5, missed).",
    );
    expect(report).toContain("Routing objects written in override-host mode: 0 (goal: 0, met).");
  });

  it("counts writes of routing objects, not reads", () => {
    expect(routingWrites([round("override-host", 3, { "list virtualservices": 3 })])).toBe(0);
    expect(routingWrites([round("override-host", 3, { "patch virtualservices": 3 })])).toBe(3);
  });

  it("puts writes before reads", () => {
    expect(inOrder(["get a", "patch b", "create z"])).toEqual(["create z", "patch b", "get a"]);
  });
});
