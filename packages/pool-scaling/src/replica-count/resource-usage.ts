import type { PodSample, PodSamples } from "./observed-pod.ts";

/** What the resource metrics API says of a pod. */
export interface PodUsage {
  readonly podName: string;
  readonly atMs?: number;
  readonly windowMs?: number;
  readonly containers: readonly {
    readonly name: string;
    /** Milli-units by resource. */
    readonly usage: Readonly<Record<string, bigint>>;
  }[];
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
  for (const { podName, atMs, windowMs, containers } of usages) {
    const counted =
      container === undefined ? containers : containers.filter(({ name }) => name === container);
    const values = counted.map(({ usage }) => usage[resource]);
    if (values.length === 0 || values.includes(undefined)) continue;
    const value = values.reduce<bigint>((sum, one) => sum + (one ?? 0n), 0n);
    samples.set(podName, {
      value,
      ...(atMs === undefined ? {} : { atMs }),
      ...(windowMs === undefined ? {} : { windowMs }),
    });
  }
  return samples;
}
