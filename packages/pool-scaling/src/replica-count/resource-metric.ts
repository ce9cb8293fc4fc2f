import { isFailure, type MetricOutcome } from "./metric-outcome.ts";
import { utilizationRatio } from "./metric-ratio.ts";
import type { PodSamples } from "./observed-pod.ts";
import { partitionPods } from "./partition-pods.ts";
import { NO_PODS, type MetricContext } from "./pod-metric.ts";
import { proposeForPods } from "./pods-proposal.ts";
import { resourceRequests } from "./resource-requests.ts";

/**
 * Use of a resource as a share of what the pods request, or one container of theirs.
 *
 * @param targetPercent - above 0; may be above 100
 */
export function proposeForUtilization(
  context: MetricContext,
  samples: PodSamples,
  targetPercent: number,
  resource: string,
  container?: string,
): MetricOutcome {
  const { pods, cpuReadiness, nowMs } = context;
  if (pods.length === 0) return { failure: NO_PODS };
  const partition = partitionPods(pods, samples, resource === "cpu" ? cpuReadiness : undefined, nowMs);
  const excluded = new Set([...partition.ignored, ...partition.unready]);
  if (![...samples.keys()].some((name) => !excluded.has(name)))
    return { failure: "did not receive metrics for targeted pods (pods might be unready)" };
  const requests = resourceRequests(pods, resource, container);
  if (isFailure(requests)) return requests;
  const assumedPercent = BigInt(Math.max(100, targetPercent));
  return proposeForPods({
    ...context,
    samples,
    partition,
    measure: (values) => utilizationRatio(values, requests, targetPercent),
    assumedUsage: (pod) => ((requests.get(pod) ?? 0n) * assumedPercent) / 100n,
  });
}
