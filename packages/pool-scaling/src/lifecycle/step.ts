import type { PodAction } from "../plan/action.ts";
import type { LifecycleSpec } from "./lifecycle-spec.ts";
import type { PodReason } from "./pod-reason.ts";
import type { GatewayList } from "./pool-routes.ts";

/** What a pod's next step depends on besides the pod. */
export interface StepContext {
  readonly spec: LifecycleSpec;
  readonly gateways: GatewayList | undefined;
  /** Why nothing may go at the moment. */
  readonly scaleDownBlocked: string | undefined;
  /** Since when the lookup service has collected reports without a gap. */
  readonly listeningSinceMs: number;
  readonly nowMs: number;
}

/** The next step of one pod: a change of its phase, or what its routing lacks or has too much, and why. */
export interface PodStep {
  readonly actions: readonly PodAction[];
  readonly reason: PodReason;
}
