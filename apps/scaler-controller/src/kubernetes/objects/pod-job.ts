import {
  ANNOTATION_PHASE_RECORD,
  ANNOTATION_PHASE_REVISION,
  LABEL_PHASE,
  LABEL_POOL,
  LABEL_TEMPLATE_HASH,
} from "@fairlead/routing-schema";
import type { PodCreation } from "../../interfaces/pods.ts";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { ownedByPool, type PoolIdentity } from "./pool-identity.ts";

/** A Kubernetes PodTemplateSpec, as the user wrote it. */
export interface PodTemplate {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** What the scaler says of a pod's Job. */
export interface PodJobSpec {
  readonly completions: 1;
  readonly parallelism: 1;
  readonly podReplacementPolicy: "Failed";
  readonly template: PodTemplate;
}

/**
 * The Job of one pod. A pod that fails is replaced by its Job, once it is gone and not beside it, so that a
 * route never leads to two pods; how often is Kubernetes' own limit. One that reaches it, or whose pod ends well, has finished, and the planner has
 * another Job take its place.
 */
export function podJob(
  pool: PoolIdentity,
  template: PodTemplate,
  { phase, routeId, templateHash }: PodCreation,
): KubernetesObject<PodJobSpec> {
  const labels = {
    [LABEL_POOL]: pool.names.label,
    [LABEL_PHASE]: phase.name,
    [LABEL_TEMPLATE_HASH]: templateHash,
  };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: {
      name: routeId,
      namespace: pool.names.namespace,
      labels,
      annotations: { [ANNOTATION_PHASE_RECORD]: JSON.stringify(phase) },
      ownerReferences: [ownedByPool(pool)],
    },
    spec: {
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: "Failed",
      template: {
        ...template,
        metadata: {
          ...template.metadata,
          labels: { ...template.metadata?.labels, ...labels },
          annotations: {
            ...template.metadata?.annotations,
            [ANNOTATION_PHASE_REVISION]: String(phase.revision),
          },
        },
        // The default of pods, Always, is none that a Job may have.
        spec: { restartPolicy: "Never", ...template.spec },
      },
    },
  };
}
