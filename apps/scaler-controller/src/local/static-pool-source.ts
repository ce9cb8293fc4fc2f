import type { PoolDeclaration, PoolSource, PoolSpecParts } from "../interfaces/pool.ts";
import { createLifecycleSpec, lifecycleOptionsOf, type LifecycleSpec } from "@fairlead/pool-scaling";

/** What a spec does not say. */
export interface DeclarationOptions extends Partial<LifecycleSpec> {
  readonly podNamePrefix: string;
  readonly templateHash: string;
}

/**
 * Makes a declaration from the parts of a `PodPool`.
 *
 * @throws {FairleadError} `configuration_invalid` for a number out of range.
 */
export function createDeclaration(spec: PoolSpecParts, options: DeclarationOptions): PoolDeclaration {
  return {
    // On one host every pod has a port of its own; the life of a pod does not depend on it.
    lifecycle: createLifecycleSpec({ ...lifecycleOptionsOf({ ...spec, port: 1 }), ...options }),
    scaling: spec.scaling,
  };
}

/** A declaration that stays as it is. */
export const staticPoolSource = (declaration: PoolDeclaration): PoolSource => ({
  current: () => declaration,
  watch: () => () => {},
  release: async () => {},
});
