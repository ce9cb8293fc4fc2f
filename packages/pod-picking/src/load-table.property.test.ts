import fc from "fast-check";
import { expect, test } from "vitest";
import { createLoadTable } from "./load-table.ts";
import type { PickerName } from "./load-table-options.ts";
import type { LoadTable, PodExplanation } from "./load-table-types.ts";
import { createSeededRandom } from "./seeded-random.ts";
import { podEntries, tableOf } from "./testing/pools.ts";

const REPORT_MAX_AGE_MS = 3_000;
const picker = fc.constantFrom<PickerName>("adaptive", "two-choices", "minimum", "random");
const podId = fc.integer({ min: 0, max: 7 }).map((index) => `pod-${index}`);

/** A call of the table. `gapMs` is how long after the call before. */
const call = fc.record({
  gapMs: fc.nat(900),
  run: fc.oneof(
    { weight: 6, arbitrary: fc.constant({ kind: "pick" as const }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("report" as const),
        podId,
        clients: fc.nat(6),
        capacity: fc.option(fc.integer({ min: 1, max: 6 })),
        draining: fc.boolean(),
        delayMs: fc.nat(500),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("pods" as const),
        pods: fc.uniqueArray(podId, { minLength: 1 }),
        draining: fc.nat(2),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("error" as const), podId }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("success" as const), podId }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("told" as const),
        podId,
        count: fc.integer({ min: 1, max: 3 }),
      }),
    },
  ),
});
type Call = typeof call extends fc.Arbitrary<infer Value> ? Value : never;

/** Makes every call but a pick. */
function make(table: LoadTable, { run }: Call, nowMs: number): void {
  if (run.kind === "report") table.report(run.podId, run, nowMs - run.delayMs);
  else if (run.kind === "pods")
    table.setPods(
      run.pods.map((id, index) => ({ podId: id, state: index < run.draining ? "draining" : "open" })),
      nowMs,
    );
  else if (run.kind === "error") table.recordError(run.podId, nowMs);
  else if (run.kind === "success") table.recordSuccess(run.podId, nowMs);
  else if (run.kind === "told") table.addPicks(run.podId, run.count, nowMs);
}

/** How unwelcome a pod is, from the figures alone: the filters written a second time. */
function unwelcome(pod: PodExplanation): number {
  if (pod.state === "draining") return 9;
  const stale = pod.ageMs === null || pod.ageMs > REPORT_MAX_AGE_MS;
  if (pod.capacity !== null && pod.capacity - pod.load < 1 - 1e-6) return stale ? 4 : 5;
  return (pod.penalty > 0.5 ? 2 : 0) + (stale ? 1 : 0);
}

test("the most welcome kind of pod is given, never a full one while one has room, never none while one is open", () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 80 }), picker, fc.integer(), (calls, name, seed) => {
      const options = {
        picker: name,
        leaseMs: 10_000,
        reportMaxAgeMs: REPORT_MAX_AGE_MS,
        errorHalfLifeMs: 2_000,
      };
      const table = createLoadTable(options);
      // Asked before every pick, while the other must notice by itself what time has changed.
      const witness = createLoadTable(options);
      const random = createSeededRandom(seed);
      let nowMs = 0;
      for (const one of calls) {
        nowMs += one.gapMs;
        make(table, one, nowMs);
        make(witness, one, nowMs);
        if (one.run.kind !== "pick") continue;
        const pods = witness.explain(nowMs);
        for (const pod of pods) {
          expect(pod.load).toBeGreaterThanOrEqual(0);
          expect(pod.picks).toBeGreaterThanOrEqual(0);
          expect(pod.score).toBeGreaterThanOrEqual(0);
        }
        const open = pods.filter(({ state }) => state === "open");
        const blind = open.every(({ ageMs }) => ageMs === null || ageMs > REPORT_MAX_AGE_MS);
        const best = Math.min(9, ...open.map(unwelcome).filter((rank) => blind || rank < 4));
        const outcome = table.pick({ nowMs, random });
        if ("refusal" in outcome) {
          expect(best).toBe(9);
          expect(outcome.refusal).toBe(open.length === 0 ? "no_pod" : "full");
        } else {
          expect(outcome.blind).toBe(blind);
          const chosen = pods.find((pod) => pod.podId === outcome.podId) as PodExplanation;
          expect(unwelcome(chosen)).toBe(best);
          const scores = pods.filter((pod) => unwelcome(pod) === best).map(({ score }) => score);
          if (name === "minimum" || name === "adaptive")
            expect(chosen.score).toBeCloseTo(Math.min(...scores), 6);
          witness.addPicks(outcome.podId, 1, nowMs);
        }
      }
    }),
    { numRuns: 500 },
  );
});

test("equal seeds give equal picks", () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 60 }), picker, fc.integer(), (calls, name, seed) => {
      const play = (): unknown[] => {
        const table = createLoadTable({ picker: name });
        const random = createSeededRandom(seed);
        let nowMs = 0;
        return calls.map((one) => {
          nowMs += one.gapMs;
          make(table, one, nowMs);
          return [
            table.pick({ nowMs, random }),
            table.rank({ nowMs, random, limit: 3 }),
            table.snapshotPods({ nowMs, random, limit: 4 }),
          ];
        });
      };
      expect(play()).toEqual(play());
    }),
    { numRuns: 50 },
  );
});

test("no pod starves: after enough picks every pod that may be picked has got some", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.nat(5),
      picker,
      fc.integer(),
      (size, spread, name, seed) => {
        const random = createSeededRandom(seed);
        const ids = Array.from({ length: size }, (_, index) => `pod-${index}`);
        const table = tableOf(Object.fromEntries(ids.map((id, index) => [id, index % (spread + 1)])), null, {
          picker: name,
        });
        for (let client = 0; client < size * 40; client += 1) table.pick({ nowMs: 1, random });
        for (const pod of table.explain(1)) expect(pod.picks).toBeGreaterThan(0);
      },
    ),
    { numRuns: 50 },
  );
});

test("compared with all, no pod is ever more than one client above the least loaded", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 32 }),
      fc.integer({ min: 1, max: 200 }),
      fc.integer(),
      (size, clients, seed) => {
        const random = createSeededRandom(seed);
        const table = tableOf(
          Object.fromEntries(Array.from({ length: size }, (_, index) => [`pod-${index}`, 0])),
        );
        for (let client = 0; client < clients; client += 1) table.pick({ nowMs: 1, random });
        const loads = table.explain(1).map(({ load }) => load);
        expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1);
        expect(loads.reduce((sum, load) => sum + load, 0)).toBe(clients);
      },
    ),
  );
});

test("a large pool fills up to the last place before it refuses", () => {
  const random = createSeededRandom(1);
  const ids = Array.from({ length: 300 }, (_, index) => `pod-${index}`);
  const table = tableOf(Object.fromEntries(ids.map((id, index) => [id, index % 3])), 3);
  const outcomes = Array.from(
    { length: 700 },
    (_, index) => "podId" in table.pick({ nowMs: 1 + index / 100, random }),
  );
  expect(outcomes.indexOf(false)).toBe(600);
  expect(outcomes.filter(Boolean)).toHaveLength(600);
});

test("under churn the table holds no more than the pods it was last given", () => {
  const table = createLoadTable();
  const random = createSeededRandom(1);
  const seen = new Set<string>();
  for (let generation = 0; generation < 300; generation += 1) {
    const ids = Array.from({ length: 40 }, (_, index) => `pod-${generation * 7 + index}`);
    for (const id of ids) seen.add(id);
    table.setPods(podEntries(...ids), generation * 100);
    for (const id of ids) table.report(id, { clients: 1, capacity: 4, draining: false }, generation * 100);
    for (let client = 0; client < 100; client += 1) table.pick({ nowMs: generation * 100 + client, random });
    expect(table.size).toBe(40);
    expect(
      table
        .explain(generation * 100 + 99)
        .map((pod) => pod.podId)
        .sort(),
    ).toEqual([...ids].sort());
  }
  expect(seen.size).toBeGreaterThan(2_000);
});
