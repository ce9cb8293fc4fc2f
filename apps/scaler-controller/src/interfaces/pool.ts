import type { PodPoolSpec, ScalingSpec } from "@fairlead/routing-schema";
import type { LifecycleSpec } from "@fairlead/pool-scaling";

/** What the user wants of a pool. */
export interface PoolDeclaration {
  readonly lifecycle: LifecycleSpec;
  readonly scaling: ScalingSpec;
}

/** A `PodPool`'s spec without what only Kubernetes needs. */
export type PoolSpecParts = Omit<PodPoolSpec, "port" | "template">;

/** Where the declaration of one pool is. */
export interface PoolSource {
  current(): PoolDeclaration;
  /** Calls `changed` after each change. */
  watch(changed: () => void): () => void;
  /** Nothing is left of a pool that is being deleted. */
  release(): Promise<void>;
}
