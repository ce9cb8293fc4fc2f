import type { LifecycleSpec } from "./lifecycle-spec.ts";
import type { LifecyclePod } from "./lifecycle-pod.ts";
import { age } from "./time.ts";

/** Whether the pod has drained for longer than the user allows. */
export function isOverdue({ phase }: LifecyclePod, { maxDrainMs }: LifecycleSpec, nowMs: number): boolean {
  return (
    maxDrainMs !== undefined &&
    phase.drainSinceMs !== undefined &&
    age(phase.drainSinceMs, nowMs) >= maxDrainMs
  );
}

/** Whether the pod goes although it may have clients, as the user asked. */
export const mustGo = (pod: LifecyclePod, spec: LifecycleSpec, nowMs: number): boolean =>
  spec.onDeadline === "delete" && isOverdue(pod, spec, nowMs);
