/** What the proof knows of the planner: its types, and `plan` as a value that a mutant can stand in for. */
export type { ClientReport, FinishedJob, LifecyclePod } from "../src/lifecycle/lifecycle-pod.ts";
export type { LifecycleSpec } from "../src/lifecycle/lifecycle-spec.ts";
export type { ObservedPool } from "../src/lifecycle/observed-pool.ts";
export type { PhaseRecord } from "../src/lifecycle/phase.ts";
export type { PoolStatus } from "../src/lifecycle/pool-status.ts";
export type { GatewayList, ProbedRoute, RouteSighting, WrittenObject } from "../src/lifecycle/pool-routes.ts";
export type { PlanAction } from "../src/plan/action.ts";
export type { Plan } from "../src/plan/plan.ts";

import type { LifecycleSpec } from "../src/lifecycle/lifecycle-spec.ts";
import type { ObservedPool } from "../src/lifecycle/observed-pool.ts";
import type { Plan } from "../src/plan/plan.ts";

/** The planner, or a mutant of it. */
export type Planner = (observed: ObservedPool, spec: LifecycleSpec, nowMs: number) => Plan;
