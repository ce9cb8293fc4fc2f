import type { MetricOutcome } from "./metric-outcome.ts";
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
  const assumedPercent = BigInt(Math.max(100, targetPercent));
  return proposeForPods({
    ...context,
    samples,
    partition,
    requests: () => resourceRequests(pods, resource, container),
    measure: (totals) => utilizationRatio(totals, targetPercent),
    assumedUsage: (request) => (request * assumedPercent) / 100n,
  });
}
