import type { ScalingMetric, ScalingSpec } from "@fairlead/routing-schema";
import type { PlacesReading } from "./free-places.ts";
import type { MetricInput, MetricTarget } from "./metric-input.ts";
import type { MetricFailure } from "./metric-outcome.ts";
import type { ObservedPod, PodSample, PodSamples } from "./observed-pod.ts";
import { parseQuantity, toMilli } from "./quantity.ts";
import type { ReplicaCountInput } from "./replica-count-input.ts";
import type { PodUsage } from "./resource-usage.ts";

/** A pod of a pool with its latest report. */
export interface PoolPod extends ObservedPod {
  /** Absent where there is none that is fresh. */
  readonly workload?: { readonly clients: number; readonly capacity: number | null } | undefined;
}

/**
 * What was read of a metric of the spec: samples by pod for `Pods`, uses of resources for `Resource` and
 * `ContainerResource`, one value for `Object`, values for `External`; milli-units throughout.
 */
export type MetricReading = PodSamples | readonly PodUsage[] | bigint | readonly bigint[] | MetricFailure;

/** What is observed of a pool. */
export interface PoolObservation {
  /** Replicas that the pool is asked to have, without those that drain. */
  readonly currentReplicas: number;
  /** The pods that count as replicas: those that drain do not. */
  readonly pods: readonly PoolPod[];
  /** Clients that the lookup service found no pod for. */
  readonly waitingClients?: number | undefined;
  /** Readings of `scaling.metrics`, in its order. */
  readonly readings?: readonly MetricReading[] | undefined;
}

const NO_READING: MetricFailure = { failure: "there is no reading of it" };

type Target = {
  readonly value?: string;
  readonly averageValue?: string;
  readonly averageUtilization?: number;
};

function targetOf({ value, averageValue, averageUtilization }: Target): MetricTarget {
  const whole = value === undefined ? undefined : parseQuantity(value);
  const average = averageValue === undefined ? undefined : parseQuantity(averageValue);
  return {
    ...(whole === undefined ? {} : { value: whole }),
    ...(average === undefined ? {} : { averageValue: average }),
    ...(averageUtilization === undefined ? {} : { averageUtilization }),
  };
}

const failureOf = (reading: MetricReading): MetricFailure =>
  typeof reading === "object" && "failure" in reading ? reading : NO_READING;

const isUsages = (reading: MetricReading): reading is readonly PodUsage[] =>
  Array.isArray(reading) && reading.every((one) => typeof one === "object");
const isValues = (reading: MetricReading): reading is readonly bigint[] =>
  Array.isArray(reading) && reading.every((one) => typeof one === "bigint");

/** A metrics API knows pods by their labels alone, and so those that do not count, too. */
function samplesOf(reading: MetricReading, names: ReadonlySet<string>): PodSamples | MetricFailure {
  if (typeof reading !== "object" || !("get" in reading)) return failureOf(reading);
  return new Map([...reading].filter(([name]) => names.has(name)));
}
function usagesOf(reading: MetricReading, names: ReadonlySet<string>): readonly PodUsage[] | MetricFailure {
  if (!isUsages(reading)) return failureOf(reading);
  return reading.filter(({ podName }) => names.has(podName));
}

function metricOf(
  metric: ScalingMetric,
  names: ReadonlySet<string>,
  reading: MetricReading = NO_READING,
): MetricInput {
  switch (metric.type) {
    case "Pods": {
      const { metric: own, target } = metric.pods;
      return { type: "Pods", name: own.name, target: targetOf(target), reading: samplesOf(reading, names) };
    }
    case "Resource": {
      const { name, target } = metric.resource;
      return { type: "Resource", name, target: targetOf(target), reading: usagesOf(reading, names) };
    }
    case "ContainerResource": {
      const { name, container, target } = metric.containerResource;
      const usages = usagesOf(reading, names);
      return { type: "ContainerResource", name, container, target: targetOf(target), reading: usages };
    }
    case "Object": {
      const { metric: own, target } = metric.object;
      const value = typeof reading === "bigint" ? reading : failureOf(reading);
      return { type: "Object", name: own.name, target: targetOf(target), reading: value };
    }
    case "External": {
      const { metric: own, target } = metric.external;
      const values = isValues(reading) ? reading : failureOf(reading);
      return { type: "External", name: own.name, target: targetOf(target), reading: values };
    }
  }
}

/** Clients by pod, and what the pods that have not ended hold and take. */
function readReports(
  pods: readonly PoolPod[],
  targetPerPod: bigint,
): { readonly samples: PodSamples; readonly places: PlacesReading | MetricFailure } {
  const samples = new Map<string, PodSample>();
  let clients = 0n;
  let capacity = 0n;
  let reportingPods = 0;
  let limitedPods = 0;
  let silentPods = 0;
  for (const { name, phase, deleting, workload } of pods) {
    const hasEnded = deleting === true || phase === "Succeeded" || phase === "Failed";
    if (workload === undefined) {
      // A pod that has not begun to run has no client.
      if (!hasEnded && phase !== "Pending") silentPods += 1;
      continue;
    }
    const value = toMilli(workload.clients);
    samples.set(name, { value });
    if (hasEnded) continue;
    clients += value;
    reportingPods += 1;
    if (workload.capacity === null) continue;
    capacity += toMilli(workload.capacity);
    limitedPods += 1;
  }
  const places =
    reportingPods === 0 && silentPods > 0
      ? { failure: "no pod has said how many clients it has" }
      : { clients, reportingPods, silentPods, capacity, limitedPods, defaultCapacity: targetPerPod };
  return { samples, places };
}

/**
 * The input of {@link desiredReplicas} for a pool: clients per pod first, then the metrics of the spec.
 *
 * @example
 * ```ts
 * const input = poolReplicaCountInput(pool.spec.scaling, { currentReplicas: 3, pods, waitingClients: 0 });
 * const { desired } = desiredReplicas(input, memory, nowMs);
 * ```
 */
export function poolReplicaCountInput(
  scaling: ScalingSpec,
  { currentReplicas, pods, waitingClients = 0, readings = [] }: PoolObservation,
): ReplicaCountInput {
  const milli = toMilli(scaling.targetClientsPerPod);
  const targetClientsPerPod = milli > 0n ? milli : 1n;
  const { samples, places } = readReports(pods, targetClientsPerPod);
  const { minFree, minFreePercent } = scaling.buffer ?? {};
  const names = new Set(pods.map(({ name }) => name));
  return {
    minReplicas: scaling.minReplicas,
    maxReplicas: scaling.maxReplicas,
    behavior: scaling.behavior,
    currentReplicas,
    pods,
    metrics: [
      { type: "Pods", name: "clients", target: { averageValue: targetClientsPerPod }, reading: samples },
      ...scaling.metrics.map((metric, index) => metricOf(metric, names, readings[index])),
    ],
    atZero: "scale",
    schedule: scaling.schedule,
    ...(scaling.buffer === undefined ? {} : { freePlaces: { places: minFree, percent: minFreePercent } }),
    places,
    waitingClients,
    targetClientsPerPod,
    idleSeconds: scaling.scaleToZero?.idleSeconds,
  };
}
