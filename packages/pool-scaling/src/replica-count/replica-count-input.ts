import type { BehaviorInput } from "./behavior.ts";
import type { FreePlacesTarget, PlacesReading } from "./free-places.ts";
import type { MetricInput } from "./metric-input.ts";
import type { MetricFailure } from "./metric-outcome.ts";
import type { ObservedPod } from "./observed-pod.ts";
import type { CpuReadiness } from "./partition-pods.ts";
import type { ScheduleWindow } from "./schedule.ts";
import type { Tolerance } from "./tolerance.ts";

/** What the number of pods follows from. What is optional is off, or Kubernetes' default, where absent. */
export interface ReplicaCountInput {
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** Absent: the limits that Kubernetes has for a workload without behaviour. */
  readonly behavior?: BehaviorInput | undefined;
  /** For a direction whose rules name none. */
  readonly tolerance?: Tolerance | undefined;
  /** Window for scaling down where the rules name none: 300. */
  readonly downscaleWindowSeconds?: number | undefined;
  readonly cpuReadiness?: CpuReadiness | undefined;
  /** Replicas that the workload is asked to have. */
  readonly currentReplicas: number;
  /** Replicas that it has; `currentReplicas` where absent. */
  readonly statusReplicas?: number | undefined;
  readonly pods: readonly ObservedPod[];
  readonly metrics: readonly MetricInput[];
  /**
   * What zero replicas mean. `paused`, as in Kubernetes: somebody stopped the workload, unless scaling did.
   * `scale`: nobody needs it yet.
   */
  readonly atZero?: "paused" | "scale" | undefined;
  /** Windows with bounds of their own. */
  readonly schedule?: readonly ScheduleWindow[] | undefined;
  /** Places kept free. */
  readonly freePlaces?: FreePlacesTarget | undefined;
  /** What `freePlaces`, `waitingClients` and `idleSeconds` are computed from. */
  readonly places?: PlacesReading | MetricFailure | undefined;
  /** Clients that found no pod. */
  readonly waitingClients?: number | undefined;
  /** Milli-units of clients that a pod should have; for `waitingClients`. */
  readonly targetClientsPerPod?: bigint | undefined;
  /** How long the last replica stays without a client. */
  readonly idleSeconds?: number | undefined;
}
