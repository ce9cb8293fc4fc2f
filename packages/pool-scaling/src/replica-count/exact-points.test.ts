import { describe, expect, test } from "vitest";
import { desiredReplicas } from "./desired-replicas.ts";
import { evaluateMetric } from "./evaluate-metric.ts";
import { INT64_MAX } from "./integers.ts";
import type { ReplicaCountMemory } from "./memory.ts";
import type { MetricInput } from "./metric-input.ts";
import type { ObservedPod } from "./observed-pod.ts";
import { DEFAULT_CPU_READINESS } from "./partition-pods.ts";
import type { MetricContext } from "./pod-metric.ts";
import type { ReplicaCountInput } from "./replica-count-input.ts";
import { resourceSamples } from "./resource-usage.ts";
import { changeInPeriod } from "./scale-events.ts";
import { scaleDownLimit } from "./scaling-policies.ts";
import { stabilize, stabilizeDown } from "./stabilization.ts";

/** The points at which a rule changes its mind. */

const pod = (index: number, options: Partial<ObservedPod> = {}): ObservedPod => ({
  name: `pod-${index}`,
  phase: "Running",
  ready: true,
  startedAtMs: 0,
  containers: [{ name: "main", requests: { cpu: 1_000n } }],
  ...options,
});
const context = (pods: readonly ObservedPod[], currentReplicas = pods.length): MetricContext => ({
  currentReplicas,
  statusReplicas: currentReplicas,
  pods,
  tolerance: { scaleUp: 0.1, scaleDown: 0.1 },
  cpuReadiness: DEFAULT_CPU_READINESS,
  nowMs: 1_000_000,
});
const clients = (...values: number[]): MetricInput => ({
  type: "Pods",
  name: "clients",
  target: { averageValue: 10_000n },
  reading: new Map(values.map((value, index) => [`pod-${index}`, { value: BigInt(value) }])),
});
const cpu = (percent: number, ...values: bigint[]): MetricInput => ({
  type: "Resource",
  name: "cpu",
  target: { averageUtilization: percent },
  reading: values.map((value, index) => ({
    podName: `pod-${index}`,
    atMs: 900_000,
    windowMs: 15_000,
    containers: [{ name: "main", usage: { cpu: value } }],
  })),
});

describe("the tolerance", () => {
  test.each([
    [9_000, 10, "within_tolerance"],
    [8_999, 9, "ratio"],
    [11_000, 10, "within_tolerance"],
    [11_001, 12, "ratio"],
  ])("has both its ends: an average of %i", (value, replicas, reason) => {
    const pods = Array.from({ length: 10 }, (_, index) => pod(index));
    const metric = clients(...pods.map(() => value));
    expect(evaluateMetric(context(pods), metric)).toMatchObject({ replicas, reason });
  });
});

describe("pods that cannot be measured", () => {
  test("do not turn few clients into more pods", () => {
    // 30 % of 50 % asks for fewer; with the missing pod at 100 % of its request it would be 65 %.
    const outcome = evaluateMetric(context([pod(0), pod(1)]), cpu(50, 300n));
    expect(outcome).toMatchObject({ replicas: 2, reason: "missing_pods_turn_direction" });
  });

  test("do not turn many clients into fewer pods", () => {
    // 1.3 times the target, and with the two that are missing 0.43 times.
    const outcome = evaluateMetric(context([pod(0), pod(1), pod(2)]), clients(13_000));
    expect(outcome).toMatchObject({ replicas: 3, reason: "missing_pods_turn_direction" });
  });

  test("do not ask for fewer pods than there are, counted by the few that are known", () => {
    // Asked for 9, only 3 are there: 1.8 times the target needs 6 of these, which are not fewer.
    const outcome = evaluateMetric(context([pod(0), pod(1), pod(2)], 9), clients(27_000, 27_000));
    expect(outcome).toMatchObject({ adjustedRatio: 1.8, replicas: 9, reason: "missing_pods_turn_direction" });
  });

  test("count as nothing while pods that are not ready are to be removed", () => {
    const pending = pod(2, { phase: "Pending", ready: false });
    const outcome = evaluateMetric(context([pod(0), pod(1), pending]), clients(8_000, 8_000));
    expect(outcome).toMatchObject({ replicas: 2, reason: "ratio" });
    expect(outcome).not.toHaveProperty("adjustedRatio");
  });

  test("are those of which a container says nothing", () => {
    const usages = [
      {
        podName: "a",
        containers: [
          { name: "main", usage: { cpu: 1n } },
          { name: "side", usage: {} },
        ],
      },
      {
        podName: "b",
        containers: [
          { name: "main", usage: { cpu: 1n } },
          { name: "side", usage: { cpu: 2n } },
        ],
      },
      { podName: "c", containers: [] },
    ];
    expect([...resourceSamples(usages, "cpu")].map(([name, { value }]) => [name, value])).toEqual([
      ["b", 3n],
    ]);
    expect([...resourceSamples(usages, "cpu", "main").keys()]).toEqual(["a", "b"]);
  });
});

test("a sum above int64 has its exact average", () => {
  const metric: MetricInput = {
    ...clients(0, 0),
    reading: new Map([
      ["pod-0", { value: INT64_MAX }],
      ["pod-1", { value: INT64_MAX }],
    ]),
  } as MetricInput;
  expect(evaluateMetric(context([pod(0), pod(1)]), metric)).toMatchObject({ usage: INT64_MAX });
});

test("of two targets an object takes the value, and an external metric the average", () => {
  const target = { value: 10n, averageValue: 2n };
  const pods = [pod(0), pod(1)];
  const object: MetricInput = { type: "Object", name: "a", target, reading: 20n };
  const external: MetricInput = { type: "External", name: "a", target, reading: [20n] };
  expect(evaluateMetric(context(pods), object)).toMatchObject({ replicas: 4, usage: 20n });
  expect(evaluateMetric(context(pods), external)).toMatchObject({ replicas: 10, usage: 10n });
});

describe("times", () => {
  test("at the beginning of a period are not in it", () => {
    expect(changeInPeriod([{ change: 2, atMs: 0 }], 60, 60_000)).toBe(0);
    expect(changeInPeriod([{ change: 2, atMs: 1 }], 60, 60_000)).toBe(2);
  });

  test("at the beginning of a window are in it without behaviour, and not with it", () => {
    const log = [{ replicas: 9, atMs: 0 }];
    expect(stabilizeDown(log, 3, 60, 60_000).replicas).toBe(9);
    expect(stabilize(log, 9, 3, { upSeconds: 0, downSeconds: 60 }, 60_000).replicas).toBe(3);
  });
});

test("a share to remove is rounded in favour of removing", () => {
  const rules = {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max" as const,
    policies: [{ type: "Percent" as const, value: 33, periodSeconds: 60 }],
  };
  expect(scaleDownLimit(10, rules, { up: [], down: [] }, 0)).toBe(6);
});

describe("a decision", () => {
  const MEMORY: ReplicaCountMemory = {
    recommendations: [],
    scaleUpEvents: [],
    scaleDownEvents: [],
    scaledToZero: false,
  };
  const input = (options: Partial<ReplicaCountInput>): ReplicaCountInput => ({
    minReplicas: 1,
    maxReplicas: 20,
    currentReplicas: 2,
    pods: [pod(0), pod(1)],
    metrics: [clients(10_000, 10_000)],
    ...options,
  });
  const failing: MetricInput = {
    type: "External",
    name: "queue",
    target: { value: 1n },
    reading: { failure: "down" },
  };

  test("stands while one metric fails and the others ask for as many", () => {
    const { explanation } = desiredReplicas(
      input({ metrics: [clients(10_000, 10_000), failing] }),
      MEMORY,
      0,
    );
    expect(explanation).toMatchObject({ step: "metrics", proposedReplicas: 2 });
  });

  test("from a zero of its own goes by the metrics, above a raised minimum", () => {
    const queue: MetricInput = { type: "External", name: "queue", target: { value: 10n }, reading: [30n] };
    const raised = input({ minReplicas: 2, currentReplicas: 0, pods: [], metrics: [queue] });
    expect(desiredReplicas(raised, { ...MEMORY, scaledToZero: true }, 0).desired).toBe(3);
  });

  test("takes an empty list of policies for none", () => {
    const behavior = { scaleUp: { policies: [] } };
    expect(desiredReplicas(input({ behavior, metrics: [clients(90_000, 90_000)] }), MEMORY, 0).desired).toBe(
      6,
    );
  });

  test("waits for the window that the caller has for scaling down", () => {
    const memory = { ...MEMORY, recommendations: [{ replicas: 2, atMs: 0 }] };
    for (const behavior of [undefined, {}]) {
      const idle = input({ behavior, downscaleWindowSeconds: 10, metrics: [clients(0, 0)] });
      expect(desiredReplicas(idle, memory, 9_999).desired).toBe(2);
      expect(desiredReplicas(idle, memory, 10_001).desired).toBe(1);
    }
  });

  test("takes no pod that is silent for an idle one", () => {
    const places = {
      clients: 0n,
      reportingPods: 1,
      silentPods: 1,
      capacity: 0n,
      limitedPods: 0,
      defaultCapacity: 1n,
    };
    const idle = input({ minReplicas: 0, places, idleSeconds: 60 });
    const memory = { ...MEMORY, lastDemandAtMs: 0 };
    expect(desiredReplicas(idle, memory, 90_000).memory.lastDemandAtMs).toBe(90_000);
    const known = { ...idle, places: { ...places, silentPods: 0 } };
    expect(desiredReplicas(known, memory, 90_000).memory.lastDemandAtMs).toBe(0);
    expect(desiredReplicas({ ...known, waitingClients: 1 }, memory, 90_000).memory.lastDemandAtMs).toBe(
      90_000,
    );
  });
});
