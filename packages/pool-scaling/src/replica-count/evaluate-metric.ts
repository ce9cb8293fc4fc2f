import { sumQuantities } from "./integers.ts";
import type { MetricInput, MetricTarget } from "./metric-input.ts";
import { isFailure, type MetricFailure, type MetricOutcome } from "./metric-outcome.ts";
import { proposeForValue, proposeForValuePerPod } from "./object-metric.ts";
import { proposeForAverageOfPods, type MetricContext } from "./pod-metric.ts";
import { proposeForUtilization } from "./resource-metric.ts";
import { resourceSamples, type PodUsage } from "./resource-usage.ts";

const isPositive = (value: bigint | number | undefined): value is bigint | number =>
  value !== undefined && value > 0;

function evaluateResource(
  context: MetricContext,
  resource: string,
  target: MetricTarget,
  reading: readonly PodUsage[] | MetricFailure,
  container?: string,
): MetricOutcome {
  const { averageValue, averageUtilization } = target;
  if (averageValue === undefined && averageUtilization === undefined)
    return {
      failure:
        "invalid resource metric source: neither an average utilization target nor an average value (usage) target was set",
    };
  if (!isPositive(averageValue ?? averageUtilization))
    return { failure: "invalid resource metric source: its target is not above 0" };
  const api = `unable to get metrics for resource ${resource}`;
  if ("failure" in reading) return { failure: `${api}: ${reading.failure}` };
  if (reading.length === 0) return { failure: `${api}: no metrics returned from resource metrics API` };
  const samples = resourceSamples(reading, resource, container);
  return averageValue === undefined
    ? proposeForUtilization(context, samples, averageUtilization ?? 0, resource, container)
    : proposeForAverageOfPods(context, samples, averageValue, resource);
}

function evaluateValue(
  context: MetricContext,
  kind: "object" | "external",
  { value, averageValue }: MetricTarget,
  usage: bigint,
): MetricOutcome {
  // Where both are set, Kubernetes takes the average for external metrics and the value for objects.
  const perPod = averageValue !== undefined && (kind === "external" || value === undefined);
  const target = perPod ? averageValue : value;
  if (target === undefined)
    return {
      failure: `invalid ${kind} metric source: neither a value target nor an average value target was set`,
    };
  if (target <= 0n) return { failure: `invalid ${kind} metric source: its target is not above 0` };
  return perPod ? proposeForValuePerPod(context, usage, target) : proposeForValue(context, usage, target);
}

/** What one metric proposes, or why it cannot be used. */
export function evaluateMetric(context: MetricContext, metric: MetricInput): MetricOutcome {
  switch (metric.type) {
    case "Pods": {
      const { name, target, reading } = metric;
      if (!isPositive(target.averageValue))
        return { failure: "invalid pods metric source: no average value target above 0 was set" };
      if (isFailure(reading)) return { failure: `unable to get metric ${name}: ${reading.failure}` };
      if (reading.size === 0)
        return { failure: `unable to get metric ${name}: no metrics returned from custom metrics API` };
      return proposeForAverageOfPods(context, reading, BigInt(target.averageValue));
    }
    case "Resource":
      return evaluateResource(context, metric.name, metric.target, metric.reading);
    case "ContainerResource":
      return evaluateResource(context, metric.name, metric.target, metric.reading, metric.container);
    case "Object": {
      const { name, target, reading } = metric;
      if (typeof reading === "bigint") return evaluateValue(context, "object", target, reading);
      return { failure: `unable to get metric ${name}: ${reading.failure}` };
    }
    case "External": {
      const { name, target, reading } = metric;
      if ("failure" in reading)
        return { failure: `unable to get external metric ${name}: ${reading.failure}` };
      if (reading.length === 0)
        return {
          failure: `unable to get external metric ${name}: no metrics returned from external metrics API`,
        };
      return evaluateValue(context, "external", target, sumQuantities(reading));
    }
    default:
      return unknownMetric(metric);
  }
}

/** A type of metric that only a later release, or an unchecked spec, has. */
function unknownMetric(metric: never): MetricFailure {
  return { failure: `unknown metric source type ${JSON.stringify((metric as { type: unknown }).type)}` };
}
