import { clientEvidence, type ClientEvidence } from "./client-evidence.ts";
import type { LifecycleSpec } from "./lifecycle-spec.ts";
import type { LifecyclePod } from "./lifecycle-pod.ts";
import type { PodRouting } from "./routing-state.ts";

/** A pod with what every rule asks about it. */
export interface PodView {
  readonly pod: LifecyclePod;
  readonly routing: PodRouting;
  readonly evidence: ClientEvidence;
  /** Made from another template than the present one, and free to be replaced. */
  readonly outdated: boolean;
  /** There is a process, and it is ready. */
  readonly healthy: boolean;
  /** Silent for longer than the user waits. */
  readonly silentTooLong: boolean;
  /** The Job has finished and its processes have ended: nobody is there, and nobody can come any more. */
  readonly goneForGood: boolean;
}

/** Looks at a pod. */
export function viewPod(
  pod: LifecyclePod,
  routing: PodRouting,
  spec: LifecycleSpec,
  listeningSinceMs: number,
  nowMs: number,
): PodView {
  const evidence = clientEvidence(pod, spec, listeningSinceMs, nowMs);
  return {
    pod,
    routing,
    evidence,
    outdated: pod.templateHash !== spec.templateHash && pod.protected !== true,
    healthy: pod.instance?.state === "running" && pod.instance.ready,
    silentTooLong: evidence.kind === "silent" && evidence.forMs >= spec.silentMs,
    goneForGood: pod.finished !== undefined && (pod.instance?.state ?? "ended") === "ended",
  };
}
