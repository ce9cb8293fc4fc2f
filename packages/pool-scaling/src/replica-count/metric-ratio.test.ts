import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateMetric } from "./evaluate-metric.ts";
import { INT32_MAX, INT64_MAX } from "./integers.ts";
import type { MetricInput } from "./metric-input.ts";
import { isFailure, type MetricOutcome, type MetricProposal } from "./metric-outcome.ts";
import type { ObservedPod, PodSample } from "./observed-pod.ts";
import { DEFAULT_CPU_READINESS } from "./partition-pods.ts";
import type { MetricContext } from "./pod-metric.ts";

/**
 * A second implementation, by fractions of whole numbers instead of doubles. Near the ends of the tolerance
 * and near whole counts the doubles of Kubernetes may round to the other side; `isClose` tells these apart.
 */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}
const ceiling = ({ over, under }: Fraction): bigint => (over + under - 1n) / under;
const scaled = ({ over, under }: Fraction, factor: number): Fraction => ({
  over: over * BigInt(factor),
  under,
});
const compare = (one: Fraction, other: Fraction): bigint => one.over * other.under - other.over * one.under;
const isClose = (one: Fraction, other: Fraction): boolean => {
  const difference = compare(one, other);
  const size = difference < 0n ? -difference : difference;
  return size * 1_000_000_000_000n < other.over * one.under + 1n;
};
const TENTH_DOWN: Fraction = { over: 9n, under: 10n };
const TENTH_UP: Fraction = { over: 11n, under: 10n };

function exact(ratio: Fraction, pods: number, current: number): { replicas: number; close: boolean } {
  const product = scaled(ratio, pods);
  const whole = { over: ceiling(product), under: 1n };
  const below = { over: whole.over - 1n, under: 1n };
  const close =
    isClose(ratio, TENTH_DOWN) ||
    isClose(ratio, TENTH_UP) ||
    isClose(product, whole) ||
    isClose(product, below);
  if (compare(ratio, TENTH_DOWN) >= 0n && compare(ratio, TENTH_UP) <= 0n) return { replicas: current, close };
  const replicas = whole.over > BigInt(INT32_MAX) ? INT32_MAX : Number(whole.over);
  return { replicas, close };
}

const context = (pods: readonly ObservedPod[], currentReplicas = pods.length): MetricContext => ({
  currentReplicas,
  statusReplicas: pods.length,
  pods,
  tolerance: { scaleUp: 0.1, scaleDown: 0.1 },
  cpuReadiness: DEFAULT_CPU_READINESS,
  nowMs: 0,
});
const running = (count: number, requests?: readonly bigint[]): ObservedPod[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `pod-${index}`,
    phase: "Running",
    ready: true,
    containers: [{ name: "main", requests: { memory: requests?.[index] ?? 1n } }],
  }));
const samples = (values: readonly bigint[]): Map<string, PodSample> =>
  new Map(values.map((value, index) => [`pod-${index}`, { value }]));

function proposal(outcome: MetricOutcome): MetricProposal {
  if (isFailure(outcome) || !("ratio" in outcome)) throw new Error(JSON.stringify(outcome));
  return outcome;
}

const milli = fc.oneof(fc.bigInt({ min: 0n, max: 100_000n }), fc.bigInt({ min: 0n, max: 2n ** 52n }));
const target = milli.map((value) => value + 1n);
const values = fc.array(milli, { minLength: 1, maxLength: 40 });

describe("ratios agree with fractions", () => {
  test("of averages", () => {
    fc.assert(
      fc.property(values, target, fc.nat(60), (list, goal, current) => {
        const metric: MetricInput = {
          type: "Pods",
          name: "clients",
          target: { averageValue: goal },
          reading: samples(list),
        };
        const found = proposal(evaluateMetric(context(running(list.length), current), metric));
        const average = list.reduce((sum, one) => sum + one, 0n) / BigInt(list.length);
        const { replicas, close } = exact({ over: average, under: goal }, list.length, current);
        expect(found.usage).toBe(average);
        if (!close) expect(found.replicas).toBe(replicas);
      }),
    );
  });

  test("of shares of requests", () => {
    const pair = fc.tuple(milli, target);
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 1, maxLength: 40 }),
        fc.integer({ min: 1, max: 400 }),
        (pairs, percent) => {
          const requests = pairs.map(([, request]) => request);
          const metric: MetricInput = {
            type: "Resource",
            name: "memory",
            target: { averageUtilization: percent },
            reading: pairs.map(([value], index) => ({
              podName: `pod-${index}`,
              containers: [{ name: "main", usage: { memory: value } }],
            })),
          };
          const found = proposal(evaluateMetric(context(running(pairs.length, requests)), metric));
          const used = pairs.reduce((sum, [value]) => sum + value, 0n);
          const requested = requests.reduce((sum, one) => sum + one, 0n);
          const share = (used * 100n) / requested;
          if (share > BigInt(INT32_MAX)) return;
          const { replicas, close } = exact(
            { over: share, under: BigInt(percent) },
            pairs.length,
            pairs.length,
          );
          expect(found.utilizationPercent).toBe(Number(share));
          if (!close) expect(found.replicas).toBe(replicas);
        },
      ),
    );
  });

  test("of whole values, counted by the pods that are ready", () => {
    fc.assert(
      fc.property(
        milli,
        target,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 60 }),
        (usage, goal, ready, current) => {
          const metric: MetricInput = {
            type: "Object",
            name: "queue",
            target: { value: goal },
            reading: usage,
          };
          const found = proposal(evaluateMetric(context(running(ready), current), metric));
          const { replicas, close } = exact({ over: usage, under: goal }, ready, current);
          if (!close) expect(found.replicas).toBe(replicas);
        },
      ),
    );
  });

  test("of values for each pod", () => {
    fc.assert(
      fc.property(values, target, fc.integer({ min: 1, max: 60 }), (list, goal, current) => {
        const metric: MetricInput = {
          type: "External",
          name: "queue",
          target: { averageValue: goal },
          reading: list,
        };
        const found = proposal(evaluateMetric(context(running(current)), metric));
        const usage = list.reduce((sum, one) => sum + one, 0n);
        const ratio = { over: usage, under: goal * BigInt(current) };
        const { replicas, close } = exact(ratio, current, current);
        if (!close) expect(found.replicas).toBe(replicas);
      }),
    );
  });
});

describe("sums that int64 does not hold", () => {
  test("saturate for external values", () => {
    const metric: MetricInput = {
      type: "External",
      name: "queue",
      target: { value: INT64_MAX },
      reading: [INT64_MAX, INT64_MAX],
    };
    expect(proposal(evaluateMetric(context(running(3)), metric))).toMatchObject({
      usage: INT64_MAX,
      replicas: 3,
    });
  });

  test("never turn the direction of metrics of pods", () => {
    const metric: MetricInput = {
      type: "Pods",
      name: "bytes",
      target: { averageValue: 1n },
      reading: samples([INT64_MAX, INT64_MAX]),
    };
    expect(proposal(evaluateMetric(context(running(2)), metric)).replicas).toBe(INT32_MAX);
  });
});

describe("metrics that cannot be used", () => {
  const pods = running(2);
  const reading = samples([1n, 1n]);
  test.each<[string, MetricInput, string]>([
    ["a target of none", { type: "Pods", name: "a", target: {}, reading }, "invalid pods metric source"],
    ["a target of zero", { type: "Pods", name: "a", target: { averageValue: 0n }, reading }, "above 0"],
    [
      "an object without a target",
      { type: "Object", name: "a", target: {}, reading: 1n },
      "neither a value target",
    ],
    [
      "an external target of zero",
      { type: "External", name: "a", target: { value: 0n }, reading: [1n] },
      "above 0",
    ],
    ["no values", { type: "External", name: "a", target: { value: 1n }, reading: [] }, "no metrics returned"],
    [
      "a resource without a target",
      { type: "Resource", name: "cpu", target: {}, reading: [] },
      "neither an average",
    ],
    [
      "a resource nobody uses",
      { type: "Resource", name: "cpu", target: { averageUtilization: 1 }, reading: [] },
      "no metrics returned from resource",
    ],
    [
      "a container that no pod has",
      {
        type: "ContainerResource",
        name: "memory",
        container: "sidecar",
        target: { averageUtilization: 50 },
        reading: [{ podName: "pod-0", containers: [{ name: "main", usage: { memory: 1n } }] }],
      },
      "did not receive metrics",
    ],
    [
      "a container without a request",
      {
        type: "ContainerResource",
        name: "cpu",
        container: "main",
        target: { averageUtilization: 50 },
        reading: [],
      },
      "no metrics returned",
    ],
    [
      "a reading that failed",
      { type: "Pods", name: "a", target: { averageValue: 1n }, reading: { failure: "down" } },
      "down",
    ],
    [
      "an unknown type",
      { type: "Moon", name: "a" } as unknown as MetricInput,
      'unknown metric source type "Moon"',
    ],
  ])("%s", (_what, metric, message) => {
    const outcome = evaluateMetric(context(pods), metric);
    expect(isFailure(outcome) ? outcome.failure : outcome).toContain(message);
  });
});
