/** The life of pods: phases, victims, and the next safe step. */
export { plan, type Plan } from "./plan.ts";
export type { EventAction, EventReason, PlanAction, PodAction } from "./action.ts";
export { lanesIn, type LaneIn } from "./lanes-in.ts";
export { planStages, podOfAction, type PlanLane, type PlanStage } from "./plan-stages.ts";
export type { Desired } from "./desired-replicas.ts";
export type { ScaleDownBlock } from "./scale-down-blocked.ts";
export type { PlanExplanation, PodExplanation } from "./explanation/explanation.ts";
export { explainPod, explainPool } from "./explanation/explain-pool.ts";
export { backOffMs, type BackOff } from "../lifecycle/back-off.ts";
export {
  createLifecycleSpec,
  lifecycleOptionsOf,
  type LifecycleSpecOptions,
} from "../lifecycle/create-lifecycle-spec.ts";
export type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";
export type { ObservedPool } from "../lifecycle/observed-pool.ts";
export {
  DRAIN_REASONS,
  type DrainReason,
  type PhaseRecord,
  type LifecyclePhase,
} from "../lifecycle/phase.ts";
export type { PodReason, PodReasonCode } from "../lifecycle/pod-reason.ts";
export type {
  ClientReport,
  FinishedJob,
  LookupView,
  PodInstance,
  LifecyclePod,
} from "../lifecycle/lifecycle-pod.ts";
export type { GatewayList, ProbedRoute, RouteSighting, WrittenObject } from "../lifecycle/pool-routes.ts";
export { EMPTY_STATUS, type PoolCondition, type PoolStatus } from "../lifecycle/pool-status.ts";
export type { PhaseCounts } from "./census.ts";
export { chooseVictims, type VictimChoice, type VictimOptions } from "../victims/choose-victims.ts";
export { judgeAnswer, type PickerJudgement } from "../victims/judge-answer.ts";
export { orderVictims } from "../victims/order-victims.ts";
export type { PickerAnswer, PickerOutcome, PickerRequest } from "../victims/picker-contract.ts";
export type { Victim } from "../victims/victim.ts";
