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

/** Pods whose Job has finished. Nobody has to be seen for that, and it is no choice that could spare one. */
function finishedDrains({ starting, open }: Census): Map<string, DrainReason> {
  const drains = new Map<string, DrainReason>();
  for (const { pod } of [...starting, ...open]) {
    if (pod.finished !== undefined)
      drains.set(pod.routeId, pod.finished.kind === "failed" ? "failed" : "finished");
  }
  return drains;
}

/**
 * Pods that drain whatever the load is: those whose Job has finished, those that never became ready, those
 * that ask for it, one that has been silent for too long (one at a time), and all of a pool that is being
 * deleted.
 */
export function forcedDrains(
  census: Census,
  spec: LifecycleSpec,
  isBlocked: boolean,
  nowMs: number,
): Map<string, DrainReason> {
  const { starting, open, draining } = census;
  const drains = finishedDrains(census);
  if (spec.deletion !== undefined) {
    for (const { pod } of [...starting, ...open]) drains.set(pod.routeId, "pool_deleted");
    return drains;
  }
  if (isBlocked) return drains;
  for (const view of starting) {
    const isSettled = view.pod.protected === true || drains.has(view.pod.routeId);
    const reason = isSettled ? undefined : whyStartingPodGoes(view, spec, nowMs);
    if (reason !== undefined) drains.set(view.pod.routeId, reason);
  }
  let mayDrainSilent = !draining.some(({ pod }) => pod.phase.drainReason === "silent");
  for (const { pod, evidence, silentTooLong } of open) {
    if (pod.protected === true || drains.has(pod.routeId)) continue;
    if (evidence.kind === "reported" && evidence.draining) drains.set(pod.routeId, "asked_by_pod");
    else if (silentTooLong && mayDrainSilent) {
      drains.set(pod.routeId, "silent");
      mayDrainSilent = false;
    }
  }
  return drains;
}
