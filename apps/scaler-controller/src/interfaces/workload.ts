import type { ClientReport } from "@fairlead/pool-scaling";

/** What a pod said of itself. */
export interface PodReport extends ClientReport {
  /** `null` for no limit. */
  readonly capacity: number | null;
}

/** A pod as the lookup service treats it. */
export interface LookupEntry {
  readonly routeId: string;
  /** The phase record that the service has read; absent where that cannot be told. */
  readonly phaseRevision?: number;
  /** `open`: given to new clients; `draining`: kept for those that name it; `unlisted`: neither. */
  readonly state: "open" | "draining" | "unlisted";
  readonly report?: PodReport;
}

/** What the lookup service says of the pool. */
export interface WorkloadView {
  /** When it was asked: the answer is at least as young. */
  readonly observedAtMs: number;
  readonly entries: readonly LookupEntry[];
  /** Clients that found no pod of late. */
  readonly waitingClients: number;
}

/** Where clients are, and where they can still be led. */
export interface Workload {
  /** The oldest snapshot that a gateway still picks from, in ms. */
  readonly snapshotMaxAgeMs: number;
  /** @throws FairleadError `lookup_service_unreachable` */
  view(): Promise<WorkloadView>;
  /**
   * Calls `changed` when the lookup service shows other clients or other states, or more often; not while it is
   * away. The function that is returned ends that.
   */
  watch(changed: () => void): () => void;
  /**
   * Reads the report from the pod itself.
   *
   * @throws FairleadError `workload_unreadable`
   */
  read(pod: {
    readonly routeId: string;
    readonly podId: string;
    readonly workloadEndpoint: string;
  }): Promise<PodReport>;
}
