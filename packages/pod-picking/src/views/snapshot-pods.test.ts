import { encodeSnapshot, parseSnapshot, type SnapshotPod } from "@fairlead/routing-schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createLoadTable } from "../load-table.ts";
import { createSeededRandom } from "../seeded-random.ts";
import { podEntries, tableOf } from "../testing/pools.ts";

const at = (nowMs: number, seed = 1) => ({ nowMs, random: createSeededRandom(seed) });
const byId = <Pod extends { podId: string }>(pods: readonly Pod[]): Pod[] =>
  pods.toSorted((one, other) => (one.podId < other.podId ? -1 : 1));

test("clients are told in thousandths, room in whole clients", () => {
  const table = tableOf({ a: 1.5, b: 3, "c!": 2 }, 4);
  expect(byId(table.snapshotPods(at(1)))).toEqual([
    { podId: "a", state: "open", score: 1_500, step: 1_000, room: 2 },
    { podId: "b", state: "open", score: 3_000, step: 1_000, room: 1 },
    { podId: "c", state: "draining", score: 2_000, step: 1_000, room: 0 },
  ]);
  expect(tableOf({ a: 1 }).snapshotPods(at(1))).toMatchObject([{ room: null }]);
});

test("utilization is told in millionths", () => {
  expect(tableOf({ a: 5 }, 20, { scorer: "utilization" }).snapshotPods(at(1))).toMatchObject([
    { score: 250_000, step: 50_000 },
  ]);
});

test("a pod that a filter keeps out has no room, so that no holder picks it", () => {
  const table = tableOf({ good: 9, failing: 0 });
  table.recordError("failing", 1);
  table.setPods(podEntries("good", "failing", "new"), 1);
  expect(byId(table.snapshotPods(at(2)))).toMatchObject([
    { podId: "failing", room: 0 },
    { podId: "good", room: null },
    { podId: "new", room: 0 },
  ]);
});

test("blind, pods are told by own picks alone and keep room", () => {
  const table = tableOf({ a: 50, b: 0 }, 50, { reportMaxAgeMs: 1_000 });
  table.addPicks("b", 2, 500);
  expect(byId(table.snapshotPods(at(2_000)))).toMatchObject([
    { podId: "a", score: 0, room: 0 },
    { podId: "b", score: 2_000, room: 48 },
  ]);
  table.addPicks("b", 48, 2_000);
  expect(byId(table.snapshotPods(at(2_001)))).toMatchObject([{ room: 1 }, { room: 1 }]);
});

test("above the limit the answer is a sample, another for each asker, with the pods that may be picked first", () => {
  const ids = Array.from({ length: 400 }, (_, index) => `pod-${index}`);
  const table = tableOf(Object.fromEntries(ids.map((id, index) => [id, index < 100 ? 0 : 5])), 5);
  const sample = (seed: number): string[] =>
    table.snapshotPods({ ...at(1, seed), limit: 50 }).map(({ podId }) => podId);
  expect(new Set(sample(1)).size).toBe(50);
  expect(sample(1).every((podId) => ids.indexOf(podId) < 100)).toBe(true);
  expect(new Set([...sample(1), ...sample(2)]).size).toBeGreaterThan(60);
  const all = table.snapshotPods(at(1));
  expect(all).toHaveLength(128);
  expect(all.filter(({ room }) => room !== 0)).toHaveLength(100);
});

test("whatever is reported, the numbers are of the form that a snapshot has", () => {
  const count = fc.double({ min: 0, max: 1e9, noNaN: true });
  const capacity = fc.option(fc.double({ min: Number.MIN_VALUE, max: 1e9, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(count, capacity), { minLength: 1, maxLength: 5 }),
      fc.constantFrom("clients", "utilization"),
      (reports, scorer) => {
        const table = createLoadTable({ scorer });
        table.setPods(podEntries(...reports.map((_, index) => `p${index}`)), 0);
        for (const [index, [clients, limit]] of reports.entries()) {
          expect(table.report(`p${index}`, { clients, capacity: limit, draining: false }, 0)).toBe("taken");
        }
        const pods: SnapshotPod[] = table
          .snapshotPods(at(1))
          .map((pod) => ({ ...pod, routeId: null, endpoint: null }));
        const snapshot = { generation: 1, maxAgeMs: 10_000, poolSize: pods.length, askers: 1, pods };
        expect(parseSnapshot(encodeSnapshot(snapshot))).toEqual(snapshot);
      },
    ),
  );
});
