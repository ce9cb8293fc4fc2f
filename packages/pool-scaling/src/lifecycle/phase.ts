/** Where a pod stands in its life. The pod's Job carries it, so it outlives every controller. */
export type LifecyclePhase = "starting" | "open" | "draining" | "closed";

/** Every reason for which a pod is told to drain. */
export const DRAIN_REASONS = [
  "scale_down",
  "outdated_template",
  "failed_start",
  "silent",
  "asked_by_pod",
  /** Its Job has succeeded: the pod ended by itself, and well. */
  "finished",
  /** Its Job has failed for good. */
  "failed",
  "pool_deleted",
] as const;

/** Why a pod was told to drain. */
export type DrainReason = (typeof DRAIN_REASONS)[number];

/** The phase as it is written on the pod's Job. */
export interface PhaseRecord {
  readonly name: LifecyclePhase;
  /** When this phase was entered. */
  readonly sinceMs: number;
  /** Grows by one with every change of the record; what an action names as its precondition. */
  readonly revision: number;
  /**
   * Grows whenever a closed pod comes back. Routes and subsets carry the epoch they were written for, so
   * that a removal decided before the return cannot hit what the return wrote.
   */
  readonly epoch: number;
  /** Whether clients were ever led to the pod. */
  readonly opened: boolean;
  /** The pod that was opened; a Job that replaces its pod makes another one. */
  readonly podId?: string;
  /** Why the pod drains; absent while it is starting or open. */
  readonly drainReason?: DrainReason;
  /** When draining began; kept while the pod goes between draining and closed. */
  readonly drainSinceMs?: number;
}

/** The record of a pod that is created. */
export function startingPhase(nowMs: number): PhaseRecord {
  return { name: "starting", sinceMs: nowMs, revision: 1, epoch: 0, opened: false };
}

/** The Job replaced its pod: what was opened is gone, and the new pod starts over. */
export function restartedPhase({ revision, epoch, opened }: PhaseRecord, nowMs: number): PhaseRecord {
  return { name: "starting", sinceMs: nowMs, revision: revision + 1, epoch, opened };
}

/** Clients may be led to the pod from here on. */
export function openPhase({ revision, epoch }: PhaseRecord, podId: string, nowMs: number): PhaseRecord {
  return { name: "open", sinceMs: nowMs, revision: revision + 1, epoch, opened: true, podId };
}

/** Nobody new is led to the pod from here on. */
export function drainingPhase(record: PhaseRecord, reason: DrainReason, nowMs: number): PhaseRecord {
  return {
    ...record,
    name: "draining",
    sinceMs: nowMs,
    revision: record.revision + 1,
    drainReason: reason,
    drainSinceMs: nowMs,
  };
}

/** The pod is seen to be empty: its route goes. */
export function closedPhase(record: PhaseRecord, nowMs: number): PhaseRecord {
  return { ...record, name: "closed", sinceMs: nowMs, revision: record.revision + 1 };
}

/** A closed pod comes back: its route is brought back under a new epoch. */
export function returnedPhase(record: PhaseRecord, nowMs: number): PhaseRecord {
  return {
    ...record,
    name: "draining",
    sinceMs: nowMs,
    revision: record.revision + 1,
    epoch: record.epoch + 1,
  };
}
