import type { MetricFailure } from "./metric-outcome.ts";
import type { PodSamples } from "./observed-pod.ts";
import type { PodUsage } from "./resource-usage.ts";

/** Target of a metric. Kubernetes has one of them set; what none is set for is a failure of the metric. */
export interface MetricTarget {
  /** Milli-units for the whole workload. */
  readonly value?: bigint;
  /** Milli-units for a pod. */
  readonly averageValue?: bigint;
  /** Per cent of the requests. */
  readonly averageUtilization?: number;
}

/**
 * A metric with what was read of it. The types are those of Kubernetes' HorizontalPodAutoscaler v2; `name` is
 * for people, and for `Resource` and `ContainerResource` the resource. A reading that did not succeed is a
 * {@link MetricFailure}.
 */
export type MetricInput =
  | {
      readonly type: "Pods";
      readonly name: string;
      readonly target: MetricTarget;
      readonly reading: PodSamples | MetricFailure;
    }
  | {
      readonly type: "Resource";
      readonly name: string;
      readonly target: MetricTarget;
      readonly reading: readonly PodUsage[] | MetricFailure;
    }
  | {
      readonly type: "ContainerResource";
      readonly name: string;
      readonly container: string;
      readonly target: MetricTarget;
      readonly reading: readonly PodUsage[] | MetricFailure;
    }
  | {
      readonly type: "Object";
      readonly name: string;
      readonly target: MetricTarget;
      /** Milli-units. */
      readonly reading: bigint | MetricFailure;
    }
  | {
      readonly type: "External";
      readonly name: string;
      readonly target: MetricTarget;
      /** Milli-units of every series that matches. */
      readonly reading: readonly bigint[] | MetricFailure;
    };

/** Type of a metric. */
export type MetricType = MetricInput["type"];
