import type { PhaseRecord } from "./phase.ts";

/** What a pod said of itself, as far as its life depends on it. */
export interface ClientReport {
  /** The pod that said it; a report of a replaced pod says nothing of its successor. */
  readonly podId: string;
  readonly clients: number;
  /** When the pod counted, not when the answer arrived. */
  readonly sampledAtMs: number;
  /** The pod asks to be drained. */
  readonly draining?: boolean;
}

/** The pod that a Job has at the moment. */
export interface PodInstance {
  readonly podId: string;
  /**
   * `pending`: no process was started yet; `running`: there is a process; `ended`: its processes are
   * seen to be gone; `unknown`: nobody can tell, because the node is lost.
   */
  readonly state: "pending" | "running" | "ended" | "unknown";
  readonly ready: boolean;
  /** When it became ready last. */
  readonly readySinceMs?: number;
  readonly createdAtMs: number;
  readonly node?: string;
}

/** How a Job finished, and when. */
export interface FinishedJob {
  /** `succeeded`: its pod ended, and well; `failed`: it has given up to replace its pods. */
  readonly kind: "succeeded" | "failed";
  readonly atMs: number;
}

/** How the lookup service treats a pod. */
export interface LookupView {
  /** The phase record that the service has read. */
  readonly phaseRevision: number;
  /**
   * Since when nobody new is given the pod: the service leads nobody to it, every snapshot that did is
   * past its age limit, and the pod is out of the fallback Service. Absent while that is not so.
   */
  readonly withheldSinceMs?: number;
  /** The same for clients that name the pod: no usable snapshot lists it at all. */
  readonly unlistedSinceMs?: number;
}

/** A pod of the pool: a Job, and the pod that it runs. */
export interface LifecyclePod {
  /** The Job's name as a DNS label; names the subset, and outlives a replaced pod. */
  readonly routeId: string;
  /** The Job's uid. */
  readonly uid: string;
  readonly createdAtMs: number;
  /** Which template it was made from. */
  readonly templateHash: string;
  readonly phase: PhaseRecord;
  /** The Job is being deleted, by whomever. */
  readonly deleting: boolean;
  /** Absent while the Job has no pod. */
  readonly instance?: PodInstance;
  /**
   * The Job has finished: it never brings another pod. Whether the last one still runs is for `instance` to say:
   * a Job can be seen to have finished before its processes have ended.
   */
  readonly finished?: FinishedJob;
  /** How often the Job's pods ended by themselves, and when last. */
  readonly crashes?: { readonly count: number; readonly lastAtMs: number };
  /** As the lookup service has it. */
  readonly report?: ClientReport;
  /** As this controller read it from the pod itself. */
  readonly directReport?: ClientReport;
  readonly lookup?: LookupView;
  /** Marked against eviction, and since when. */
  readonly guardedSinceMs?: number;
  /** The user wants it kept. */
  readonly protected?: boolean;
  /** As `controller.kubernetes.io/pod-deletion-cost`: lower goes first. Default 0. */
  readonly deletionCost?: number;
}
