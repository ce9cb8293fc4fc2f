import type { PhaseRecord } from "../lifecycle/phase.ts";
import type { PoolStatus } from "../lifecycle/pool-status.ts";
import type { PickerRequest } from "../victims/picker-contract.ts";

/** What a step does to one pod and its routes. */
export type PodAction =
  /** Writes the subset for this epoch, whether or not one is there. */
  | { readonly kind: "addSubset"; readonly routeId: string; readonly uid: string; readonly epoch: number }
  /** Writes the route for this epoch, whether or not one is there. */
  | { readonly kind: "addRoute"; readonly routeId: string; readonly uid: string; readonly epoch: number }
  /** Removes the route, if it is still the one of this Job and epoch. */
  | { readonly kind: "removeRoute"; readonly routeId: string; readonly uid: string; readonly epoch: number }
  /** Removes the subset, if it is still the one of this Job and epoch. */
  | { readonly kind: "removeSubset"; readonly routeId: string; readonly uid: string; readonly epoch: number }
  /** Writes the phase on the Job and its pod, if its revision is still `fromRevision`. */
  | {
      readonly kind: "setPhase";
      readonly routeId: string;
      readonly uid: string;
      readonly fromRevision: number;
      readonly phase: PhaseRecord;
    }
  /** Reads the report from the pod itself and plans again with it. */
  | { readonly kind: "readPod"; readonly routeId: string; readonly podId: string }
  /** Deletes the Job with its pod, if it is this one, in this revision of its phase. */
  | {
      readonly kind: "deletePod";
      readonly routeId: string;
      readonly uid: string;
      readonly phaseRevision: number;
    }
  /** Marks the pod against eviction. */
  | { readonly kind: "guard"; readonly routeId: string; readonly uid: string }
  /** Takes the mark off. */
  | { readonly kind: "unguard"; readonly routeId: string; readonly uid: string };

/** Reasons of events, in the form that Kubernetes shows. */
export type EventReason =
  | "PodStarted"
  | "PodOpened"
  | "PodReopened"
  | "PodDraining"
  | "PodClosed"
  | "PodReturned"
  | "PodRestarted"
  | "PodDeleted"
  | "ScaleDownBlocked"
  | "ScaleDownResumed"
  | "StartsFailing"
  | "StartsRecovered"
  | "DrainOverdue"
  | "DrainInTime"
  | "PickerIgnored";

/** Tells the user. The recorder counts repetitions instead of repeating them. */
export interface EventAction {
  readonly kind: "recordEvent";
  readonly reason: EventReason;
  /** Absent for an event of the pool. */
  readonly routeId?: string;
  readonly message: string;
}

/**
 * The next steps, in order. The executor applies those of one pod one after the other, and stops at the first that
 * fails or whose precondition does not hold; pods go side by side, as `planStages` says. The next plan starts from
 * what is observed then. Every action may be applied again without harm.
 */
export type PlanAction =
  | PodAction
  | EventAction
  /** Comes first: what follows must not be done when somebody else has written since. */
  | { readonly kind: "updateStatus"; readonly fromRevision: number; readonly status: PoolStatus }
  /** Creates the Job unless one of this name exists. */
  | {
      readonly kind: "createPod";
      readonly routeId: string;
      readonly templateHash: string;
      readonly phase: PhaseRecord;
    }
  /** Asks the user's picker, and plans again with what it said. */
  | { readonly kind: "askPicker"; readonly request: PickerRequest }
  /** Nothing is left of a pool that is being deleted. */
  | { readonly kind: "releasePool" };
