import type { PodSample, PodSamples } from "./observed-pod.ts";

/** What the resource metrics API says of a pod. */
export interface PodUsage {
  readonly podName: string;
  readonly atMs?: number | undefined;
  readonly windowMs?: number | undefined;
  readonly containers: readonly {
    readonly name: string;
    /** Milli-units by resource. */
    readonly usage: Readonly<Record<string, bigint>>;
  }[];
}

/** What a pod uses; undefined where a part of it is not known. */
function usageOfPod(
  { containers }: PodUsage,
  resource: string,
  container: string | undefined,
): bigint | undefined {
  let sum: bigint | undefined;
  for (const { name, usage } of containers) {
    if (container !== undefined && container !== name) continue;
    const value = usage[resource];
    if (value === undefined) return undefined;
    sum = sum === undefined ? value : sum + value;
  }
  return sum;
}

/**
 * Samples of one resource: of one container where it is named, else the sum of all. A pod of which the
 * container, or any container's use of the resource, is not known has no sample.
 */
export function resourceSamples(
  usages: readonly PodUsage[],
  resource: string,
  container?: string,
): PodSamples {
  const samples = new Map<string, PodSample>();
  for (const pod of usages) {
    const value = usageOfPod(pod, resource, container);
    if (value === undefined) continue;
    const { atMs, windowMs } = pod;
    samples.set(pod.podName, { value, atMs, windowMs });
  }
  return samples;
}
