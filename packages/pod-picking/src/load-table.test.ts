import { describe, expect, test } from "vitest";
import { createLoadTable } from "./load-table.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { given, podEntries, tableOf } from "./testing/pools.ts";

const random = createSeededRandom(1);
const at = (nowMs: number) => ({ nowMs, random });
const loadOf = (table: ReturnType<typeof tableOf>, podId: string, nowMs: number): number | undefined =>
  table.explain(nowMs).find((pod) => pod.podId === podId)?.load;

describe("pick", () => {
  test("takes the pod with the fewest clients, and counts the pick at once", () => {
    const table = tableOf({ a: 4, b: 2 });
    expect(Array.from({ length: 4 }, () => given(table.pick(at(1)))).slice(0, 2)).toEqual(["b", "b"]);
    expect(loadOf(table, "a", 1)).toBe(5);
    expect(loadOf(table, "b", 1)).toBe(5);
  });

  test("spreads a burst between two reports evenly", () => {
    const table = tableOf({ a: 0, b: 0, c: 0, d: 0, e: 0 });
    for (let client = 0; client < 200; client += 1) table.pick(at(1));
    for (const { load } of table.explain(1)) expect(load).toBe(40);
  });

  test("keeps a preferred pod that is open or draining, and does not count it", () => {
    const table = tableOf({ a: 5, b: 0, "c!": 0 });
    expect(table.pick({ ...at(1), prefer: "a" })).toEqual({ podId: "a", kept: true, blind: false });
    expect(table.pick({ ...at(1), prefer: "c" })).toEqual({ podId: "c", kept: true, blind: false });
    expect(loadOf(table, "a", 1)).toBe(5);
  });

  test("picks another when the preferred pod is gone", () => {
    expect(tableOf({ a: 5, b: 0 }).pick({ ...at(1), prefer: "gone" })).toEqual({
      podId: "b",
      kept: false,
      blind: false,
    });
  });

  test("weighs own picks by the pickers that do the same", () => {
    const table = tableOf({ a: 0, b: 3 });
    expect(given(table.pick({ ...at(1), askers: 8 }))).toBe("a");
    expect(given(table.pick({ ...at(1), askers: 8 }))).toBe("b");
    expect(given(table.pick({ ...at(1), askers: 8 }))).toBe("a");
  });

  test("refuses when no pod is open, and when every open pod is full", () => {
    expect(createLoadTable().pick(at(0))).toEqual({ refusal: "no_pod" });
    expect(tableOf({ "a!": 0 }).pick(at(1))).toEqual({ refusal: "no_pod" });
    expect(tableOf({ a: 5, b: 5, "c!": 0 }, 5).pick(at(1))).toEqual({ refusal: "full" });
  });

  test("gives a full pod again once its picks have faded", () => {
    const table = tableOf({ a: 4 }, 5, { leaseMs: 10_000 });
    expect(given(table.pick(at(1)))).toBe("a");
    expect(given(table.pick(at(2)))).toBe("full");
    expect(given(table.pick(at(10_001)))).toBe("a");
  });

  test("by utilization takes the smallest share of the capacity", () => {
    const table = createLoadTable({ scorer: "utilization" });
    table.setPods(podEntries("small", "large"), 0);
    table.report("small", { clients: 5, capacity: 10, draining: false }, 0);
    table.report("large", { clients: 20, capacity: 100, draining: false }, 0);
    expect(given(table.pick(at(1)))).toBe("large");
  });
});

describe("freshness", () => {
  test("a pod without a fresh report is out while another is fresh", () => {
    const table = tableOf({ a: 50, b: 0 }, null, { reportMaxAgeMs: 1_000 });
    table.report("a", { clients: 50, capacity: null, draining: false }, 900);
    expect(given(table.pick(at(1_000)))).toBe("b");
    expect(given(table.pick(at(1_001)))).toBe("a");
  });

  test("a new pod is the last resort until its first report", () => {
    const table = tableOf({ a: 9 }, 10);
    table.setPods(podEntries("a", "b"), 1);
    expect(table.pick(at(2))).toEqual({ podId: "a", kept: false, blind: false });
    expect(table.pick(at(3))).toEqual({ podId: "b", kept: false, blind: false });
    table.report("b", { clients: 0, capacity: 10, draining: false }, 4);
    expect(given(table.pick(at(5)))).toBe("b");
  });

  test("blind, the pod with the fewest own picks is taken, and a full one rather than none", () => {
    const table = tableOf({ a: 9, b: 0 }, 10, { reportMaxAgeMs: 1_000 });
    table.addPicks("b", 3, 500);
    expect(table.blind(1_000)).toBe(false);
    expect(table.blind(2_000)).toBe(true);
    expect(table.pick(at(2_000))).toEqual({ podId: "a", kept: false, blind: true });
    for (let client = 0; client < 30; client += 1)
      expect(table.pick(at(2_001))).toMatchObject({ blind: true });
  });

  test("a pool whose pods have never reported is blind, an empty or draining one is not", () => {
    const table = createLoadTable();
    expect(table.blind(0)).toBe(false);
    table.setPods(podEntries("a!"), 0);
    expect(table.blind(0)).toBe(false);
    table.setPods(podEntries("a!", "b"), 0);
    expect(table.blind(0)).toBe(true);
  });
});

describe("report", () => {
  test("takes the place of the picks before its sampling time, not of those before its arrival", () => {
    const table = tableOf({ a: 0 });
    table.pick(at(100));
    table.pick(at(200));
    expect(table.report("a", { clients: 1, capacity: null, draining: false }, 150)).toBe("taken");
    expect(loadOf(table, "a", 300)).toBe(2);
  });

  test("late or repeated changes nothing", () => {
    const table = tableOf({ a: 3 });
    table.report("a", { clients: 7, capacity: 9, draining: false }, 100);
    table.pick(at(150));
    const before = table.explain(200);
    expect(table.report("a", { clients: 0, capacity: null, draining: true }, 100)).toBe("late");
    expect(table.report("a", { clients: 0, capacity: null, draining: true }, 50)).toBe("late");
    expect(table.explain(200)).toEqual(before);
  });

  test("of a pod that says draining takes it out until it says otherwise", () => {
    const table = tableOf({ a: 0, b: 5 });
    table.report("a", { clients: 0, capacity: null, draining: true }, 10);
    expect(given(table.pick(at(11)))).toBe("b");
    expect(table.explain(11)[0]).toMatchObject({ state: "draining", keptOutBy: "not-open" });
    table.report("a", { clients: 0, capacity: null, draining: false }, 20);
    expect(given(table.pick(at(21)))).toBe("a");
  });

  test.each([
    { clients: Number.NaN, capacity: null },
    { clients: -1, capacity: null },
    { clients: 1e308, capacity: null },
    { clients: Infinity, capacity: null },
    { clients: 1, capacity: Number.NaN },
    { clients: 1, capacity: 0 },
    { clients: 1, capacity: -5 },
    { clients: 1, capacity: Infinity },
  ])("with hostile numbers is refused: %o", (numbers) => {
    const table = tableOf({ a: 3 });
    const before = table.explain(200);
    expect(table.report("a", { ...numbers, draining: false }, 100)).toBe("invalid");
    expect(table.explain(200)).toEqual(before);
  });

  test("of an unknown pod, or without a time, is refused", () => {
    const table = tableOf({ a: 3 });
    expect(table.report("b", { clients: 1, capacity: null, draining: false }, 100)).toBe("unknown_pod");
    expect(table.report("a", { clients: 1, capacity: null, draining: false }, Number.NaN)).toBe("invalid");
  });
});

describe("addPicks", () => {
  test("counts picks of others unless the report holds them", () => {
    const table = tableOf({ a: 1 });
    table.report("a", { clients: 1, capacity: null, draining: false }, 100);
    table.addPicks("a", 5, 99);
    expect(loadOf(table, "a", 200)).toBe(1);
    table.addPicks("a", 5, 150);
    expect(loadOf(table, "a", 200)).toBe(6);
  });

  test.each([0, -3, Number.NaN, Infinity, 1e300])("ignores a count of %d", (count) => {
    const table = tableOf({ a: 1 });
    table.addPicks("a", count, 10);
    table.addPicks("unknown", 1, 10);
    table.addPicks("a", 1, Number.NaN);
    expect(loadOf(table, "a", 20)).toBe(1);
  });
});

describe("errors", () => {
  test("a pod that fails fast does not look idle", () => {
    const table = tableOf({ failing: 0, busy: 50 });
    table.recordError("failing", 10);
    expect(given(table.pick(at(11)))).toBe("busy");
  });

  test("a success or a half-life forgives one error, many take longer", () => {
    const table = tableOf({ a: 0, b: 50 }, null, { errorHalfLifeMs: 1_000 });
    table.recordError("a", 0);
    table.recordSuccess("a", 1);
    expect(given(table.pick(at(2)))).toBe("a");
    table.recordError("a", 3);
    expect(given(table.pick(at(900)))).toBe("b");
    expect(given(table.pick(at(1_600)))).toBe("a");
    for (let error = 0; error < 100; error += 1) table.recordError("a", 2_000);
    table.recordSuccess("a", 2_001);
    expect(given(table.pick(at(4_900)))).toBe("b");
    expect(given(table.pick(at(5_100)))).toBe("a");
  });

  test("when every pod fails, none is left out", () => {
    const table = tableOf({ a: 0, b: 50 });
    table.recordError("a", 0);
    table.recordError("b", 0);
    expect(given(table.pick(at(1)))).toBe("a");
    table.recordError("unknown", 0);
  });
});

describe("setPods", () => {
  test("keeps the load of what stays and forgets what is gone", () => {
    const table = tableOf({ a: 3, b: 4 });
    table.pick(at(1));
    table.setPods(podEntries("a", "c"), 2);
    expect(table.size).toBe(2);
    expect(table.has("b")).toBe(false);
    expect(loadOf(table, "a", 3)).toBe(4);
    table.setPods(podEntries("a", "b"), 4);
    expect(table.explain(5)).toMatchObject([
      { podId: "a", load: 4 },
      { podId: "b", load: 0, reportedClients: null },
    ]);
  });

  test("reopens a draining pod with its load", () => {
    const table = tableOf({ a: 3 });
    table.setPods(podEntries("a!"), 1);
    expect(given(table.pick(at(2)))).toBe("no_pod");
    table.setPods(podEntries("a"), 3);
    expect(given(table.pick(at(4)))).toBe("a");
    expect(loadOf(table, "a", 5)).toBe(4);
  });
});

test("a time that goes back is treated as the latest time seen", () => {
  const table = tableOf({ a: 0 }, null, { leaseMs: 10_000 });
  table.pick(at(9_000));
  expect(loadOf(table, "a", 100)).toBe(1);
  expect(loadOf(table, "a", Number.NaN)).toBe(1);
});

test.each(["leaseMs", "reportMaxAgeMs", "errorHalfLifeMs"] as const)(
  "a %s that is no time is a configuration error",
  (name) => {
    for (const value of [0, -1, Number.NaN, Infinity]) {
      expect(() => createLoadTable({ [name]: value })).toThrow(
        expect.objectContaining({ code: "configuration_invalid" }),
      );
    }
  },
);
