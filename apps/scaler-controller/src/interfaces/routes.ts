import type { GatewayList, ProbedRoute, WrittenObject } from "@fairlead/pool-scaling";
import type { Look } from "./look.ts";

/** `subset`: where the pod is; `route`: who is led there. */
export type RoutingKind = "route" | "subset";

/** The object of one pod, for one epoch of its phase. */
export interface RoutingTarget {
  readonly routeId: string;
  readonly uid: string;
  readonly epoch: number;
}

/** A pod that the fallback Service, where unrouted requests go, does not lead to. */
export interface OutsideFallback {
  readonly routeId: string;
  /** The phase record that this follows from. */
  readonly phaseRevision: number;
  readonly sinceMs: number;
}

/** What is written, and what the gateways show of it. */
export interface RoutingObservation {
  readonly routes: readonly WrittenObject[];
  readonly subsets: readonly WrittenObject[];
  readonly probes: readonly ProbedRoute[];
  /** Absent while the gateways are not known. */
  readonly gateways?: GatewayList;
  readonly outsideFallback: readonly OutsideFallback[];
  /** When what is written was so for certain. */
  readonly observedAtMs: number;
}

/**
 * The routes of one pool, in the control plane and at every gateway. Every call may be made again
 * without harm.
 *
 * @throws FairleadError `precondition_failed` where the object belongs to another Job or epoch.
 */
export interface Routes {
  observe(look?: Look): Promise<RoutingObservation>;
  /** Calls `changed` when a gateway shows something new, or more often. */
  watch(changed: () => void): () => void;
  /** Writes the object, whether or not one is there. */
  write(kind: RoutingKind, target: RoutingTarget): Promise<void>;
  /** Removes the object; nothing when there is none. */
  remove(kind: RoutingKind, target: RoutingTarget): Promise<void>;
}
