/** Why a pod is where it is, and what it waits for. */
export type PodReasonCode =
  // Going nowhere.
  | "serving"
  | "deleting"
  // On the way to be opened.
  | "not_ready"
  | "route_being_added"
  | "route_unconfirmed"
  | "crash_back_off"
  // On the way to be removed.
  | "scale_down_blocked"
  | "withholding"
  | "lease"
  | "report_due"
  | "report_missing"
  | "clients"
  | "drain_overdue"
  | "unlisting"
  | "route_being_removed"
  | "removal_unconfirmed"
  | "second_lease"
  | "direct_read_due"
  // Moving on with this plan.
  | "opens"
  | "reopens"
  | "restarts"
  | "drains"
  | "closes"
  | "returns"
  | "is_deleted";

/** A reason with what is needed to say it in words. */
export interface PodReason {
  readonly code: PodReasonCode;
  readonly clients?: number;
  /** When the pod can move on by the passing of time. */
  readonly untilMs?: number;
  /** The gateways that a confirmation is missing from. */
  readonly gateways?: readonly string[];
  /** More in words of the domain: a drain reason, what blocks scaling down. */
  readonly because?: string;
}
