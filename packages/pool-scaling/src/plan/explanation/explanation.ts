import type { DrainReason, LifecyclePhase } from "../../lifecycle/phase.ts";
import type { PodReason } from "../../lifecycle/pod-reason.ts";
import type { PhaseCounts } from "../census.ts";
import type { Desired } from "../desired-replicas.ts";
import type { ScaleDownBlock } from "../scale-down-blocked.ts";

/** Why one pod is where it is. */
export interface PodExplanation {
  readonly routeId: string;
  readonly phase: LifecyclePhase;
  /** Why it drains. */
  readonly drainReason: DrainReason | undefined;
  readonly isProtected: boolean;
  readonly reason: PodReason;
}

/** Why a plan is what it is. Plain data; `explainPool` and `explainPod` put it into words. */
export interface PlanExplanation {
  readonly nowMs: number;
  readonly desired: Desired;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly counts: PhaseCounts;
  /** Starting and open pods of an old template. */
  readonly outdated: number;
  /** Why nothing goes at the moment. */
  readonly scaleDownBlocked?: ScaleDownBlock;
  /** Replicas that are missing, and how they are made up for. */
  readonly up: {
    readonly missing: number;
    readonly created: readonly string[];
    readonly reopened: readonly string[];
    readonly returning: readonly string[];
    readonly limit?: "start_limit" | "back_off" | "max_replicas";
    readonly untilMs?: number;
    readonly failedStarts: number;
  };
  /** Replicas above the wanted number, and who drains. */
  readonly down: {
    readonly excess: number;
    readonly drained: readonly { readonly routeId: string; readonly reason: DrainReason }[];
    readonly asksPicker: boolean;
    readonly pickerNote?: string;
  };
  readonly pods: readonly PodExplanation[];
}
