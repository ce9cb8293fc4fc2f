import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
import type { DrainReason } from "../lifecycle/phase.ts";
import type { PodView } from "../lifecycle/pod-view.ts";
import { age } from "../lifecycle/time.ts";
import type { Census } from "./census.ts";

function whyStartingPodGoes(view: PodView, spec: LifecycleSpec, nowMs: number): DrainReason | undefined {
  const { pod, outdated, healthy } = view;
  if (outdated && !pod.phase.opened) return "outdated_template";
  if (!healthy && age(pod.phase.sinceMs, nowMs) >= spec.startDeadlineMs) return "failed_start";
  return undefined;
}

/**
 * Pods that drain whatever the load is: those that never became ready, those that ask for it, one that
 * has been silent for too long (one at a time), and all of a pool that is being deleted.
 */
export function forcedDrains(
  { starting, open, draining }: Census,
  spec: LifecycleSpec,
  isBlocked: boolean,
  nowMs: number,
): Map<string, DrainReason> {
  const drains = new Map<string, DrainReason>();
  if (spec.deletion !== undefined) {
    for (const { pod } of [...starting, ...open]) drains.set(pod.routeId, "pool_deleted");
    return drains;
  }
  if (isBlocked) return drains;
  for (const view of starting) {
    const reason = view.pod.protected === true ? undefined : whyStartingPodGoes(view, spec, nowMs);
    if (reason !== undefined) drains.set(view.pod.routeId, reason);
  }
  let mayDrainSilent = !draining.some(({ pod }) => pod.phase.drainReason === "silent");
  for (const { pod, evidence, silentTooLong } of open) {
    if (pod.protected === true) continue;
    if (evidence.kind === "reported" && evidence.draining) drains.set(pod.routeId, "asked_by_pod");
    else if (silentTooLong && mayDrainSilent) {
      drains.set(pod.routeId, "silent");
      mayDrainSilent = false;
    }
  }
  return drains;
}
