import type { LifecyclePod, ObservedPod, PhaseRecord } from "@fairlead/pool-scaling";
import type { Look } from "./look.ts";

/** A pod as the world holds it; what is known of its clients comes from elsewhere. */
export interface ManagedPod extends Omit<LifecyclePod, "report" | "directReport" | "lookup"> {
  /** `ip:port` at which clients are served; absent while no process runs. */
  readonly endpoint?: string;
  /** `ip:port` at which the workload report is read; absent while no process runs. */
  readonly workloadEndpoint?: string;
  /** What the use of resources is measured against; absent where nobody measures it. */
  readonly resources?: Pick<ObservedPod, "containers" | "readyChangedAtMs" | "requests" | "startedAtMs">;
}

/** All pods of the pool. */
export interface PodListing {
  readonly pods: readonly ManagedPod[];
  /** When this was so for certain: the time of the request, or that of a cache. */
  readonly observedAtMs: number;
}

/** What a new pod is made of. */
export interface PodCreation {
  readonly routeId: string;
  readonly templateHash: string;
  readonly phase: PhaseRecord;
}

/** A change of a pod's phase. */
export interface PhaseChange {
  readonly routeId: string;
  readonly uid: string;
  readonly fromRevision: number;
  readonly phase: PhaseRecord;
}

/**
 * The pods of one pool: each a Job, and the pod that it runs. Every call may be made again without harm.
 *
 * @throws FairleadError `precondition_failed` where the object is not the one, or not in the state, that
 * the caller has seen; any other error where it is not known what became of the call.
 */
export interface Pods {
  list(look?: Look): Promise<PodListing>;
  /** Calls `changed` after any change, or more often; the function that is returned ends that. */
  watch(changed: () => void): () => void;
  /** Creates the Job, unless one of this name exists. */
  create(pod: PodCreation): Promise<void>;
  /** Writes the phase; nothing when it is written already. */
  setPhase(change: PhaseChange): Promise<void>;
  /** Marks the pod against eviction, or takes the mark off. */
  setGuard(target: {
    readonly routeId: string;
    readonly uid: string;
    readonly guarded: boolean;
  }): Promise<void>;
  /**
   * Begins to delete the Job with its pod, if it is this one, in this revision of its phase. Resolves when
   * the deletion is under way; nothing when there is no such Job any more.
   */
  delete(target: {
    readonly routeId: string;
    readonly uid: string;
    readonly phaseRevision: number;
  }): Promise<void>;
}
