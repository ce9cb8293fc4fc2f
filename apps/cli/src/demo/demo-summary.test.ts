import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createStyle } from "../terminal/style.ts";
import { findProblems, type DemoSummary } from "./demo-summary.ts";
import { measureSpread } from "./spread.ts";
import { steps } from "./steps.ts";
import { summaryLines } from "./summary-lines.ts";

const good: DemoSummary = {
  pods: 5,
  scaling: {
    start: 2,
    peak: 5,
    end: 2,
    added: 3,
    removed: 3,
    sessionsOnDrainingPods: 14,
    reasons: ["2 to 5: clients (Pods): 62, 2.48 of the target, 2 pods counted; asks for 5 pods."],
  },
  load: {
    clients: 125,
    clientsByPod: {},
    requests: 500,
    answered: 500,
    failed: 0,
    dropped: 0,
    misrouted: 0,
    p50Ms: 1,
    p99Ms: 9,
  },
  routing: { routed: { snapshot: 400 }, unrouted: { breaker_open: 100 } },
  spread: measureSpread([{ a: 26, b: 24, c: 25, d: 25, e: 25 }], 5),
  outage: { seconds: 7, requests: 100, answered: 100, failed: 0, routed: 50, unrouted: 50 },
  resumedAfterSeconds: 1.25,
};

test("the spread counts pods without clients", () => {
  expect(measureSpread([{ a: 6, b: 2 }], 4)).toMatchObject({ max: 6, mean: 2, maxOverMean: 3 });
  expect(measureSpread([{}], 4)).toMatchObject({ max: 0, mean: 0, maxOverMean: 1 });
});

test("the spread is that of the mean clients of each pod", () => {
  const spread = measureSpread([{ a: 8, b: 2 }, { a: 4, b: 2 }, { b: 8 }], 2);
  expect(spread).toMatchObject({ clientsByPod: { a: 4, b: 4 }, maxOverMean: 1 });
});

test("a good run has no problem; the summary says so", () => {
  expect(findProblems(good)).toEqual([]);
  expect(summaryLines({ ...good, problems: [] }, createStyle(false)).slice(1)).toEqual([
    "Summary",
    "  load              125 clients, 500 requests, 500 answered, 0 failed, p50 1.0 ms, p99 9.0 ms",
    "  gateway           routed 400 (snapshot 400), unrouted 100 (breaker_open 100)",
    "  pods              2 at the start, 5 at most, 2 at the end: 3 added, 3 removed",
    "                    2 to 5: clients (Pods): 62, 2.48 of the target, 2 pods counted; asks for 5 pods.",
    "  sessions          0 cut off; 14 were on a pod that drained, and stayed to their own end",
    "  spread            26.0 clients on the fullest of 5 pods, mean 25.0: 1.04 times the mean",
    "  lookup down       7.0 s: 100 requests, 100 answered, 0 failed (50 by the last snapshot, 50 unrouted)",
    "  lookup back       routing resumed after 1.3 s",
    "  Every client had its answer.",
  ]);
});

test.for([
  [{ load: { ...good.load, failed: 3 } }, "3 of 500 requests failed"],
  [{ load: { ...good.load, dropped: 2 } }, "2 sessions were cut off"],
  [{ load: { ...good.load, misrouted: 1 } }, "1 requests reached another pod"],
  [{ spread: measureSpread([{ a: 50, b: 25, c: 25, d: 25, e: 0 }], 5) }, "2.00 times the mean"],
  [{ spread: measureSpread([], 5) }, "no client reached a pod"],
  [{ outage: { ...good.outage, answered: 0 } }, "no request was answered"],
  [{ outage: { ...good.outage, unrouted: 0 } }, "no request went on unrouted"],
  [{ scaling: { ...good.scaling, added: 0 } }, "no pod was added"],
  [{ scaling: { ...good.scaling, end: 3 } }, "3 pods were left; 2 are promised"],
  [{ scaling: { ...good.scaling, removed: 2 } }, "2 of 3 pods were removed"],
  [{ scaling: { ...good.scaling, sessionsOnDrainingPods: 0 } }, "no pod that drained had a session"],
  [{ resumedAfterSeconds: null }, "did not route by the lookup service again"],
] as const)("what is not as promised is named: %#", ([change, message]) => {
  expect(findProblems({ ...good, ...change })).toEqual([expect.stringContaining(message)]);
});

test("the recording in docs is of a demo that does the same", () => {
  const recording = readFileSync(new URL("../../../../docs/demo.md", import.meta.url), "utf8");
  const told = recording.split("\n").flatMap((line) => (line.startsWith("▶ ") ? [line.slice(2)] : []));
  expect(told).toEqual(Object.values(steps));
  const labels = summaryLines({ ...good, problems: [] }, createStyle(false)).map((line) => line.slice(0, 20));
  for (const label of labels) if (label.trim() !== "") expect(recording).toContain(`\n${label}`);
  expect(recording).toContain("Every client had its answer.");
});
