import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { desiredReplicas } from "./desired-replicas.ts";
import type { BehaviorInput, ScalingRulesInput } from "./behavior.ts";
import { limitWithBehavior, limitWithoutBehavior } from "./limits.ts";
import { MEMORY_MAX_ENTRIES, readMemory, type ReplicaCountMemory } from "./memory.ts";
import { completeBehavior } from "./normalize.ts";
import type { ObservedPod, PodSample } from "./observed-pod.ts";
import type { ReplicaCountInput } from "./replica-count-input.ts";

const EMPTY: ReplicaCountMemory = {
  recommendations: [],
  scaleUpEvents: [],
  scaleDownEvents: [],
  scaledToZero: false,
};

const rules: fc.Arbitrary<ScalingRulesInput> = fc.record(
  {
    stabilizationWindowSeconds: fc.nat(600),
    selectPolicy: fc.constantFrom("Max", "Min", "Disabled"),
    policies: fc.array(
      fc.record({
        type: fc.constantFrom("Pods", "Percent"),
        value: fc.integer({ min: 1, max: 300 }),
        periodSeconds: fc.integer({ min: 1, max: 300 }),
      }),
      { maxLength: 3 },
    ),
    tolerance: fc.double({ min: 0, max: 1, noNaN: true }),
  },
  { requiredKeys: [] },
);
const behavior: fc.Arbitrary<BehaviorInput | undefined> = fc.option(
  fc.record({ scaleUp: rules, scaleDown: rules }, { requiredKeys: [] }),
  { nil: undefined },
);
/** Clients of a pod; null for one that does not say. */
const load = fc.option(fc.nat(60), { freq: 6 });

interface World {
  readonly loads: readonly (number | null)[];
  readonly target: number;
  readonly min: number;
  readonly max: number;
  readonly behavior: BehaviorInput | undefined;
}
const world: fc.Arbitrary<World> = fc
  .record({
    loads: fc.array(load, { maxLength: 30 }),
    target: fc.integer({ min: 1, max: 30 }),
    min: fc.nat(8),
    room: fc.nat(30),
    behavior,
  })
  .map(({ room, ...rest }) => ({ ...rest, max: Math.max(1, rest.min + room) }));

const podsOf = (loads: World["loads"]): ObservedPod[] =>
  loads.map((_, index) => ({ name: `pod-${index}`, phase: "Running", ready: true }));
function samplesOf(loads: World["loads"]): Map<string, PodSample> {
  const entries = loads.flatMap((clients, index): [string, PodSample][] =>
    clients === null ? [] : [[`pod-${index}`, { value: BigInt(clients) * 1_000n }]],
  );
  return new Map(entries);
}
const inputOf = ({ loads, target, min, max, behavior: chosen }: World): ReplicaCountInput => ({
  minReplicas: min,
  maxReplicas: max,
  behavior: chosen,
  currentReplicas: loads.length,
  pods: podsOf(loads),
  metrics: [
    {
      type: "Pods",
      name: "clients",
      target: { averageValue: BigInt(target) * 1_000n },
      reading: samplesOf(loads),
    },
  ],
});

describe("a decision", () => {
  test("lies within the bounds, unless somebody stopped the workload", () => {
    fc.assert(
      fc.property(world, (one) => {
        const { desired, explanation } = desiredReplicas(inputOf(one), EMPTY, 0);
        if (explanation.step === "paused") expect(desired).toBe(0);
        else {
          expect(desired).toBeGreaterThanOrEqual(one.min);
          expect(desired).toBeLessThanOrEqual(one.max);
        }
      }),
    );
  });

  test("changes nothing within the tolerance", () => {
    fc.assert(
      fc.property(world, fc.double({ min: 0, max: 1, noNaN: true }), (one, tolerance) => {
        const up = { tolerance, stabilizationWindowSeconds: 0 };
        const input = inputOf({ ...one, behavior: { scaleUp: up, scaleDown: up } });
        const { desired, explanation } = desiredReplicas(input, EMPTY, 0);
        const ratio = explanation.metrics[0]?.ratio;
        const missing = explanation.metrics[0]?.missingPods?.count ?? 0;
        if (ratio === undefined || missing > 0 || ratio < 1 - tolerance || ratio > 1 + tolerance) return;
        expect(desired).toBe(one.loads.length);
      }),
    );
  });

  test("does not fall when one pod has more clients", () => {
    fc.assert(
      fc.property(world, fc.nat(29), fc.integer({ min: 1, max: 60 }), (one, place, more) => {
        const clients = one.loads[place];
        if (typeof clients !== "number") return;
        const fuller = { ...one, loads: one.loads.with(place, clients + more) };
        // Without missing pods: their part in a decision turns with the direction of the others.
        if (one.loads.includes(null)) return;
        const before = desiredReplicas(inputOf(one), EMPTY, 0).desired;
        expect(desiredReplicas(inputOf(fuller), EMPTY, 0).desired).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  test("is never turned by pods that say nothing", () => {
    fc.assert(
      fc.property(world, (one) => {
        const input = inputOf({ ...one, min: 0, max: 1_000 });
        const { explanation } = desiredReplicas(input, EMPTY, 0);
        const [metric] = explanation.metrics;
        if (metric?.proposal === undefined || metric.ratio === undefined) return;
        if ((metric.missingPods?.count ?? 0) === 0) return;
        if (metric.ratio < 1) expect(metric.proposal).toBeLessThanOrEqual(one.loads.length);
        if (metric.ratio > 1) expect(metric.proposal).toBeGreaterThanOrEqual(one.loads.length);
      }),
    );
  });

  test("is the same for the same, and its memory and explanation are plain JSON", () => {
    fc.assert(
      fc.property(world, fc.nat(1_000_000), (one, nowMs) => {
        const first = desiredReplicas(inputOf(one), undefined, nowMs);
        expect(desiredReplicas(inputOf(one), undefined, nowMs)).toEqual(first);
        expect(readMemory(JSON.parse(JSON.stringify(first.memory)))).toEqual(
          JSON.parse(JSON.stringify(first.memory)),
        );
        expect(JSON.parse(JSON.stringify(first.explanation))).toEqual(first.explanation);
      }),
    );
  });

  test("is not made without a metric", () => {
    const input = { ...inputOf({ loads: [1, 2], target: 1, min: 0, max: 9, behavior: {} }), metrics: [] };
    const { desired, explanation } = desiredReplicas(input, EMPTY, 0);
    expect(desired).toBe(2);
    expect(explanation.step).toBe("no_usable_metric");
  });

  test("takes the largest of several metrics, and removes nothing while one fails", () => {
    const base = inputOf({ loads: [5, 5, 5, 5], target: 10, min: 1, max: 20, behavior: undefined });
    const external = (reading: bigint[] | { failure: string }): ReplicaCountInput => ({
      ...base,
      metrics: [
        ...base.metrics,
        { type: "External", name: "queue", target: { averageValue: 1_000n }, reading },
      ],
    });
    expect(desiredReplicas(base, EMPTY, 0).desired).toBe(2);
    expect(desiredReplicas(external([3_000n]), EMPTY, 0).desired).toBe(3);
    expect(desiredReplicas(external([6_000n]), EMPTY, 0).desired).toBe(6);
    const failing = desiredReplicas(external({ failure: "down" }), EMPTY, 0);
    expect(failing.desired).toBe(4);
    expect(failing.explanation.conditions).toContainEqual(
      expect.objectContaining({ type: "ScalingActive", status: "False", reason: "FailedGetExternalMetric" }),
    );
  });
});

describe("limits", () => {
  const events = fc.array(
    fc.record({ change: fc.integer({ min: 1, max: 50 }), atMs: fc.integer({ min: -400_000, max: 0 }) }),
    { maxLength: 6 },
  );

  test("never push the wrong way", () => {
    fc.assert(
      fc.property(
        fc.nat(200),
        fc.nat(200),
        behavior,
        events,
        events,
        (current, desired, chosen, up, down) => {
          const complete = completeBehavior({
            ...inputOf({ loads: [], target: 1, min: 0, max: 1, behavior: chosen ?? {} }),
          });
          if (complete === undefined) throw new Error("There is a behaviour.");
          const bounds = { minReplicas: 0, maxReplicas: 500 };
          const { replicas } = limitWithBehavior(current, desired, bounds, complete, { up, down }, 0);
          expect(replicas).toBeGreaterThanOrEqual(Math.min(current, desired));
          expect(replicas).toBeLessThanOrEqual(Math.max(current, desired));
        },
      ),
    );
  });

  test("without behaviour double at most, and allow 4", () => {
    fc.assert(
      fc.property(fc.nat(2_147_483_647), fc.nat(2_147_483_647), (current, desired) => {
        const bounds = { minReplicas: 0, maxReplicas: 2_147_483_647 };
        const { replicas } = limitWithoutBehavior(current, desired, bounds);
        expect(replicas).toBe(Math.min(desired, Math.max(4, 2 * current), 2_147_483_647));
      }),
    );
  });
});

describe("a run of decisions", () => {
  /** Follows a workload whose clients change by themselves, evenly spread. */
  function follow(options: {
    readonly behavior: BehaviorInput | undefined;
    readonly clients: readonly number[];
    readonly stepMs: number;
    /** Whether the memory goes through a restart at every step. */
    readonly restarts: boolean;
  }): { counts: number[]; memory: ReplicaCountMemory | undefined } {
    const counts: number[] = [];
    let memory: ReplicaCountMemory | undefined;
    let current = 4;
    for (const [step, clients] of options.clients.entries()) {
      const loads = Array.from({ length: current }, () => Math.floor(clients / current));
      const input = inputOf({ loads, target: 10, min: 1, max: 50, behavior: options.behavior });
      const decision = desiredReplicas(input, memory, step * options.stepMs);
      memory = options.restarts ? readMemory(JSON.parse(JSON.stringify(decision.memory))) : decision.memory;
      current = decision.desired;
      counts.push(current);
    }
    return { counts, memory };
  }
  const run = fc.record({
    behavior,
    clients: fc.array(fc.nat(600), { minLength: 1, maxLength: 60 }),
    stepMs: fc.integer({ min: 1_000, max: 60_000 }),
  });

  test("goes on after a restart as if there had been none", () => {
    fc.assert(
      fc.property(run, (one) => {
        expect(follow({ ...one, restarts: true }).counts).toEqual(follow({ ...one, restarts: false }).counts);
      }),
      { numRuns: 40 },
    );
  });

  test("keeps its memory within the limit", () => {
    const clients = Array.from({ length: 2_000 }, (_, step) => 5 + ((step * 7_919) % 495));
    const slow = {
      policies: [{ type: "Pods" as const, value: 1, periodSeconds: 1_800 }],
      stabilizationWindowSeconds: 3_600,
    };
    const { memory } = follow({
      behavior: { scaleUp: slow, scaleDown: slow },
      clients,
      stepMs: 1_000,
      restarts: false,
    });
    expect(memory?.recommendations.length).toBeLessThanOrEqual(MEMORY_MAX_ENTRIES);
    expect(memory?.scaleUpEvents.length).toBeLessThanOrEqual(MEMORY_MAX_ENTRIES);
    expect(memory?.scaleDownEvents.length).toBeLessThanOrEqual(MEMORY_MAX_ENTRIES);
  });
});
