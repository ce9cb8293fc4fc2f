import type { MetricFailure } from "./metric-outcome.ts";
import type { ObservedPod } from "./observed-pod.ts";
import type { PodRequests } from "./pods-proposal.ts";

function requestsOfPod(pod: ObservedPod, resource: string, container?: string): bigint | MetricFailure {
  if (container === undefined && pod.requests !== undefined) {
    const request = pod.requests[resource];
    return request ?? { failure: `missing pod-level request for ${resource} in Pod ${pod.name}` };
  }
  let sum = 0n;
  for (const { name, requests } of pod.containers ?? []) {
    if (container !== undefined && container !== name) continue;
    const request = requests?.[resource];
    if (request === undefined)
      return { failure: `missing request for ${resource} in container ${name} of Pod ${pod.name}` };
    if (container === name) return request;
    sum += request;
  }
  return container === undefined ? sum : { failure: `container ${container} not found in Pod ${pod.name}` };
}

/**
 * What pods request of a resource, in milli-units by name. One pod without a request fails the metric, even a
 * pod that has ended, as in Kubernetes: the utilisation of the rest would be measured against too little.
 */
export function resourceRequests(
  pods: readonly ObservedPod[],
  resource: string,
  container?: string,
): PodRequests | MetricFailure {
  const requests = new Map<string, bigint>();
  for (const pod of pods) {
    const request = requestsOfPod(pod, resource, container);
    if (typeof request !== "bigint") return request;
    requests.set(pod.name, request);
  }
  return requests;
}
