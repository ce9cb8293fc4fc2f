import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import { age } from "../lifecycle/time.ts";

/** Why nothing may go: the lookup service is silent, or no open pod is heard. */
export type ScaleDownBlock = "lookup_silent" | "no_reports";

/**
 * Who cannot see does not remove. A single silent pod is the pod's fault; when no open pod is heard, or
 * the lookup service itself is silent, it is the view that is at fault.
 */
export function scaleDownBlock(
  { lookup }: ObservedPool,
  views: readonly PodView[],
  spec: LifecycleSpec,
  nowMs: number,
): ScaleDownBlock | undefined {
  if (lookup === undefined || age(lookup.observedAtMs, nowMs) > spec.reportMaxAgeMs) return "lookup_silent";
  let isAnyOpen = false;
  for (const { pod, evidence } of views) {
    // One without a process is not heard, and shows nothing of how well the others are.
    if (pod.phase.name !== "open" || pod.deleting || evidence.kind === "none_possible") continue;
    if (evidence.kind !== "silent") return undefined;
    isAnyOpen = true;
  }
  return isAnyOpen ? "no_reports" : undefined;
}
