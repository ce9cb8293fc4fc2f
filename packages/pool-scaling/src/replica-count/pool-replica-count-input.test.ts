import { scalingSpecSchema, type ScalingSpec } from "@fairlead/routing-schema";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { desiredReplicas } from "./desired-replicas.ts";
import { explainDecision, explainReplicaCount } from "./explain-text.ts";
import { poolReplicaCountInput, type MetricReading, type PoolPod } from "./pool-replica-count-input.ts";

const spec = (input: z.input<typeof scalingSpecSchema> = {}): ScalingSpec => scalingSpecSchema.parse(input);
const pods = (...clients: (number | null)[]): PoolPod[] =>
  clients.map((count, index) => ({
    name: `pod-${index}`,
    phase: "Running",
    ready: true,
    ...(count === null ? {} : { workload: { clients: count, capacity: 20 } }),
  }));
function decide(
  scaling: ScalingSpec,
  list: PoolPod[],
  options: { waitingClients?: number; readings?: MetricReading[] } = {},
) {
  const input = poolReplicaCountInput(scaling, { currentReplicas: list.length, pods: list, ...options });
  return desiredReplicas(input, undefined, 0);
}

describe("a pool", () => {
  test("scales by its clients per pod", () => {
    expect(decide(spec(), pods(14, 16)).desired).toBe(3);
    expect(decide(spec({ targetClientsPerPod: 5 }), pods(14, 16)).desired).toBe(6);
    expect(decide(spec({ targetClientsPerPod: 0.5 }), pods(2)).desired).toBe(4);
  });

  test("of one pod that is not asked for starts with its minimum", () => {
    expect(decide(spec({ minReplicas: 2 }), []).desired).toBe(2);
  });

  test("that says nothing is left alone", () => {
    const { desired, explanation } = decide(spec({ buffer: { minFree: 3 } }), pods(null, null));
    expect(desired).toBe(2);
    expect(explanation.metrics.map(({ failure }) => failure)).toEqual([
      expect.stringContaining("no metrics"),
      "no pod has said how many clients it has",
    ]);
  });

  test("grows for those that wait, even where it is blind", () => {
    expect(decide(spec(), pods(null, null), { waitingClients: 25 }).desired).toBe(3);
  });

  test("keeps places free", () => {
    expect(decide(spec({ targetClientsPerPod: 20, buffer: { minFree: 15 } }), pods(15, 15)).desired).toBe(3);
  });

  const external = {
    type: "External" as const,
    external: { metric: { name: "queue" }, target: { type: "AverageValue" as const, averageValue: "2500m" } },
  };
  test("scales by further metrics as well", () => {
    const scaling = spec({ metrics: [external] });
    expect(decide(scaling, pods(5, 5, 5), { readings: [[10_000n]] }).desired).toBe(4);
    expect(decide(scaling, pods(5, 5, 5), { readings: [[1_000n]] }).desired).toBe(3);
    expect(decide(scaling, pods(15, 15, 15), { readings: [] }).desired).toBe(5);
    // The other way the metric without a reading keeps the pods.
    expect(decide(scaling, pods(1, 1, 1)).explanation.step).toBe("no_usable_metric");
    const { explanation } = decide(scaling, pods(1, 1, 1), { readings: [{ failure: "it is away" }] });
    expect(explanation.step).toBe("no_usable_metric");
    expect(explainDecision(explanation)).toMatch(/^queue \(External\) cannot be used: .*it is away\./);
  });

  test("leaves out what is read of pods that do not count", () => {
    const one = { type: "AverageValue" as const, averageValue: "1" };
    const read = [
      ["pod-0", 1_000n],
      ["drains", 9_000n],
    ] as const;
    const scaling = spec({
      metrics: [
        { type: "Pods", pods: { metric: { name: "calls" }, target: one } },
        { type: "Resource", resource: { name: "memory", target: one } },
      ],
    });
    const samples = new Map(read.map(([name, value]) => [name, { value }]));
    const usages = read.map(([podName, memory]) => ({
      podName,
      containers: [{ name: "main", usage: { memory } }],
    }));
    const { desired } = decide(scaling, pods(5), { readings: [samples, usages] });
    expect(desired).toBe(1);
  });

  const target = { type: "AverageValue" as const, averageValue: "1" };
  test.each([
    [
      "Pods",
      { type: "Pods", pods: { metric: { name: "calls" }, target } },
      new Map([["pod-0", { value: 3_000n }]]),
    ],
    [
      "Resource",
      { type: "Resource", resource: { name: "memory", target } },
      [{ podName: "pod-0", containers: [{ name: "main", usage: { memory: 3_000n } }] }],
    ],
    [
      "ContainerResource",
      { type: "ContainerResource", containerResource: { name: "memory", container: "main", target } },
      [
        {
          podName: "pod-0",
          containers: [
            { name: "main", usage: { memory: 3_000n } },
            { name: "b", usage: {} },
          ],
        },
      ],
    ],
    [
      "Object",
      {
        type: "Object",
        object: { describedObject: { kind: "Queue", name: "a" }, metric: { name: "length" }, target },
      },
      3_000n,
    ],
    ["External", { ...external, external: { ...external.external, target } }, [1_000n, 2_000n]],
  ] as [string, NonNullable<z.input<typeof scalingSpecSchema>["metrics"]>[number], MetricReading][])(
    "takes a reading of a metric of type %s, and no other",
    (_type, metric, reading) => {
      const scaling = spec({ metrics: [metric] });
      expect(decide(scaling, pods(1), { readings: [reading] }).desired).toBe(3);
      const wrong = decide(scaling, pods(1), { readings: [{ failure: "the source is down" }] });
      expect(wrong.explanation.metrics[1]?.failure).toContain("the source is down");
    },
  );
});

describe("the explanation in words", () => {
  test("says what was measured, what was missing and what holds", () => {
    const text = explainReplicaCount(decide(spec({ maxReplicas: 3 }), pods(30, 25, null)).explanation);
    expect(text).toBe(
      [
        "3 pods are wanted, as many as now.",
        "clients (Pods): 27.5, 2.75 of the target, 1.833 with the pods that cannot be measured, 2 pods counted, 1 missing (pod-2); asks for 6 pods.",
        "The maximum of 3 holds.",
        "Bounds: 1 to 3.",
      ].join("\n"),
    );
  });

  test("says who won and what the window makes of it", () => {
    const scaling = spec({ buffer: { minFree: 9 } });
    const input = poolReplicaCountInput(scaling, { currentReplicas: 4, pods: pods(5, 5, 5, 5) });
    const memory = {
      recommendations: [{ replicas: 3, atMs: -1 }],
      scaleUpEvents: [],
      scaleDownEvents: [],
      scaledToZero: false,
    };
    const { explanation } = desiredReplicas(input, memory, 0);
    expect(explainDecision(explanation)).toBe(
      "clients (Pods): 5, 0.5 of the target, 4 pods counted; asks for 2 pods. The stabilization window makes it 3.",
    );
    expect(explainReplicaCount(explanation)).toBe(
      [
        "3 pods are wanted, 1 fewer than now.",
        "clients (Pods): 5, 0.5 of the target, 4 pods counted; asks for 2 pods.",
        "Free places: 20 clients and 9 free places, 20 places a pod; asks for 2 pods.",
        "clients asks for the most.",
        "The stabilization window makes it 3.",
        "Bounds: 1 to 10.",
      ].join("\n"),
    );
  });

  test("says that a pod starts for those that wait, and that a window cannot be read", () => {
    const scaling = spec({
      minReplicas: 0,
      behavior: { scaleUp: { selectPolicy: "Disabled" } },
      schedule: [{ name: "night", start: "0 25 * * *", end: "0 6 * * *", minReplicas: 3 }],
    });
    const text = explainReplicaCount(decide(scaling, [], { waitingClients: 2 }).explanation);
    expect(text).toContain("Waiting clients: 2 beside 0 clients, 10 a pod; asks for 1 pod.");
    expect(text).toContain("One pod starts at once, because clients wait.");
    expect(text).toContain("A window of the schedule cannot be read: night: start");
  });

  test("says why nothing happens", () => {
    const { explanation } = decide(spec(), pods(null));
    expect(explainDecision(explanation)).toContain("nothing changes");
    const text = explainReplicaCount(explanation);
    expect(text).toContain("clients (Pods) cannot be used");
    expect(text).toContain("nothing changes");
  });
});
