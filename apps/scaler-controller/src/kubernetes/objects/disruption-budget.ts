import { LABEL_GUARDED, LABEL_POOL } from "@fairlead/routing-schema";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { ownedByPool, type PoolIdentity } from "./pool-identity.ts";

/** More than there can be pods. */
const ALL = 2_147_483_647;

/** A PodDisruptionBudget, as far as the scaler says it. */
export interface DisruptionBudgetSpec {
  readonly minAvailable: number;
  readonly selector: { readonly matchLabels: Readonly<Record<string, string>> };
}

/**
 * Refuses the eviction of pods that have clients, and of no other. For pods of Jobs Kubernetes accepts a whole
 * number of available pods only, neither a share nor `maxUnavailable`; one that is never reached allows none.
 */
export const disruptionBudget = (pool: PoolIdentity): KubernetesObject<DisruptionBudgetSpec> => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: {
    name: pool.names.label,
    namespace: pool.names.namespace,
    labels: { [LABEL_POOL]: pool.names.label },
    ownerReferences: [ownedByPool(pool)],
  },
  spec: {
    minAvailable: ALL,
    selector: { matchLabels: { [LABEL_POOL]: pool.names.label, [LABEL_GUARDED]: "true" } },
  },
});
