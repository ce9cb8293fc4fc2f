/** How the life of the pods is governed. */
export interface LifecycleSpec {
  /** Pods are named `<podNamePrefix>-<number>`. */
  readonly podNamePrefix: string;
  /** The template that pods are to be made from. */
  readonly templateHash: string;
  readonly minReplicas: number;
  readonly maxReplicas: number;
  /** How a pod is reached: a route and a subset each, or its endpoint in a header. */
  readonly routing: "subset" | "override-host";
  /** How long a pick may still be on its way to its pod. */
  readonly leaseMs: number;
  /** A report, a probe or the view of the lookup service that is older says nothing of the present. */
  readonly reportMaxAgeMs: number;
  /** How long a pod without reports counts as busy. */
  readonly silentMs: number;
  /** How long a pod may drain; absent: as long as it takes. */
  readonly maxDrainMs?: number;
  /** What happens to a pod with clients after `maxDrainMs`. */
  readonly onDeadline: "wait" | "delete";
  /** Pods that may be starting at once. */
  readonly maxStarting: number;
  /** A pod that is not ready by then is replaced. */
  readonly startDeadlineMs: number;
  /** The pause after the first failed start; it doubles with each further one. */
  readonly backOffBaseMs: number;
  readonly backOffMaxMs: number;
  /** Pods above the wanted number while the template changes. */
  readonly maxSurge: number;
  /** Which of equally empty pods goes: `pack` empties nodes, `spread` keeps pods apart. */
  readonly preference: "pack" | "spread";
  /** A user's picker is asked for victims. */
  readonly usesPicker: boolean;
  /** The pool is being deleted: after its clients have left, or at once. */
  readonly deletion?: "drain" | "immediate";
}
