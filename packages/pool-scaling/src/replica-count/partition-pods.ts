import type { ObservedPod, PodSample, PodSamples } from "./observed-pod.ts";

/** When a sample of CPU use says something of a pod that has just started. */
export interface CpuReadiness {
  /** Kubernetes' `--horizontal-pod-autoscaler-cpu-initialization-period`. */
  readonly initializationPeriodMs: number;
  /** Kubernetes' `--horizontal-pod-autoscaler-initial-readiness-delay`. */
  readonly initialReadinessDelayMs: number;
}

/** The defaults of the kube-controller-manager. */
export const DEFAULT_CPU_READINESS: CpuReadiness = {
  initializationPeriodMs: 300_000,
  initialReadinessDelayMs: 30_000,
};

/** Pods by what their samples are worth. */
export interface PodPartition {
  /** Pods whose sample counts. */
  readonly readyCount: number;
  /** Pending, or too young for a sample of CPU use to mean anything. */
  readonly unready: readonly string[];
  /** Running without a sample. */
  readonly missing: readonly string[];
  /** Deleted or ended. */
  readonly ignored: readonly string[];
}

function isCpuUnready(pod: ObservedPod, sample: PodSample, rules: CpuReadiness, nowMs: number): boolean {
  if (pod.ready === null || pod.startedAtMs === undefined) return true;
  const changedAtMs = pod.readyChangedAtMs ?? Number.NEGATIVE_INFINITY;
  if (pod.startedAtMs + rules.initializationPeriodMs > nowMs) {
    const windowMs = sample.windowMs ?? 0;
    // Without times nothing shows that the window began after the pod was ready.
    const isStale =
      sample.atMs === undefined
        ? changedAtMs > Number.NEGATIVE_INFINITY || windowMs > 0
        : sample.atMs < changedAtMs + windowMs;
    return !pod.ready || isStale;
  }
  return !pod.ready && pod.startedAtMs + rules.initialReadinessDelayMs > changedAtMs;
}

/**
 * Sorts pods as Kubernetes does (`groupPods`). A running pod that is not ready counts with its sample, unless
 * the metric is `cpu`.
 *
 * @param cpuReadiness - for the resource `cpu` only; undefined for every other metric
 */
export function partitionPods(
  pods: readonly ObservedPod[],
  samples: PodSamples,
  cpuReadiness: CpuReadiness | undefined,
  nowMs: number,
): PodPartition {
  let readyCount = 0;
  const unready: string[] = [];
  const missing: string[] = [];
  const ignored: string[] = [];
  for (const pod of pods) {
    const sample = samples.get(pod.name);
    if (pod.deleting === true || pod.phase === "Succeeded" || pod.phase === "Failed") ignored.push(pod.name);
    else if (pod.phase === "Pending") unready.push(pod.name);
    else if (sample === undefined) missing.push(pod.name);
    else if (cpuReadiness !== undefined && isCpuUnready(pod, sample, cpuReadiness, nowMs))
      unready.push(pod.name);
    else readyCount += 1;
  }
  return { readyCount, unready, missing, ignored };
}
