/**
 * What this service takes from the planner, in one place.
 *
 * @module
 */
export { plan, type Plan } from "../../../packages/pool-scaling/src/plan/plan.ts";
export type { EventReason, PlanAction, PodAction } from "../../../packages/pool-scaling/src/plan/action.ts";
export type { PlanExplanation } from "../../../packages/pool-scaling/src/plan/explanation/explanation.ts";
export type { LifecycleSpec } from "../../../packages/pool-scaling/src/lifecycle/lifecycle-spec.ts";
export type { ObservedPool } from "../../../packages/pool-scaling/src/lifecycle/observed-pool.ts";
export type {
  ClientReport,
  LookupView,
  PodInstance,
  PoolPod,
} from "../../../packages/pool-scaling/src/lifecycle/pool-pod.ts";
export { startingPhase, type PhaseRecord } from "../../../packages/pool-scaling/src/lifecycle/phase.ts";
export type {
  GatewayList,
  ProbedRoute,
  RouteSighting,
  WrittenObject,
} from "../../../packages/pool-scaling/src/lifecycle/pool-routes.ts";
export {
  EMPTY_STATUS,
  type PoolCondition,
  type PoolStatus,
} from "../../../packages/pool-scaling/src/lifecycle/pool-status.ts";
export {
  createLifecycleSpec,
  lifecycleOptionsOf,
} from "../../../packages/pool-scaling/src/lifecycle/create-lifecycle-spec.ts";
export { backOffMs } from "../../../packages/pool-scaling/src/lifecycle/back-off.ts";
export type {
  PickerOutcome,
  PickerRequest,
} from "../../../packages/pool-scaling/src/victims/picker-contract.ts";
