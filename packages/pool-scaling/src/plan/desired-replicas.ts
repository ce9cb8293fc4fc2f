import type { ObservedPool } from "../lifecycle/observed-pool.ts";
import type { LifecycleSpec } from "../lifecycle/lifecycle-spec.ts";

/** How many replicas there should be, and what became of the number that the load asks for. */
export interface Desired {
  readonly replicas: number;
  /** What the load asks for; absent when no metric says. */
  readonly asked?: number;
  readonly because: "load" | "minimum" | "maximum" | "no_metric" | "pool_deleted";
}

/** Bounds what the load asks for. Without a metric the last number stays, or else the pods that there are. */
export function boundDesired(observed: ObservedPool, spec: LifecycleSpec, live: number): Desired {
  if (spec.deletion !== undefined) return { replicas: 0, because: "pool_deleted" };
  const { desiredReplicas: asked, status } = observed;
  const wanted = asked ?? (status.revision > 0 ? status.desiredReplicas : live);
  const replicas = Math.min(spec.maxReplicas, Math.max(spec.minReplicas, wanted));
  if (asked === undefined) return { replicas, because: "no_metric" };
  if (replicas === asked) return { replicas, asked, because: "load" };
  return { replicas, asked, because: replicas > asked ? "minimum" : "maximum" };
}
