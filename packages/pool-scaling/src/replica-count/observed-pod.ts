/** Phase of a pod, as in Kubernetes. */
export type PodPhase = "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";

/** Requests and name of a container that counts: the ordinary ones and the restartable init containers. */
export interface ContainerRequests {
  readonly name: string;
  /** Milli-units by resource. */
  readonly requests?: Readonly<Record<string, bigint>>;
}

/** What the replica count needs to know of a pod. Times are milliseconds of one clock. */
export interface ObservedPod {
  readonly name: string;
  readonly phase: PodPhase;
  /** Its Ready condition; null where it has none. */
  readonly ready: boolean | null;
  /** When the Ready condition last changed. Needed for the metric `cpu` alone. */
  readonly readyChangedAtMs?: number;
  /** When the pod started. Needed for the metric `cpu` alone. */
  readonly startedAtMs?: number;
  /** It is being deleted. */
  readonly deleting?: boolean;
  /** Needed for targets of utilisation alone. */
  readonly containers?: readonly ContainerRequests[];
  /** Requests of the pod as a whole, in milli-units by resource; they replace those of its containers. */
  readonly requests?: Readonly<Record<string, bigint>>;
}

/** One pod's value of a metric. */
export interface PodSample {
  /** Milli-units. */
  readonly value: bigint;
  /** End of the time that the sample covers. Needed for the metric `cpu` alone. */
  readonly atMs?: number | undefined;
  /** Length of that time. */
  readonly windowMs?: number | undefined;
}

/** Samples by the name of the pod. */
export type PodSamples = ReadonlyMap<string, PodSample>;
