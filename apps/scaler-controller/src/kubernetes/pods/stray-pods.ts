import { ifFound, listAll, type ResourceClient } from "@fairlead/controller-kit";
import { FIELD_MANAGER_SCALER, LABEL_JOB_NAME, LABEL_PHASE, LABEL_POOL } from "@fairlead/routing-schema";
import type { Look } from "../../interfaces/look.ts";
import type { PoolIdentity } from "../objects/pool-identity.ts";
import type { JobObject, PodObject } from "../read/kubernetes-pod.ts";
import { readPhaseRecord } from "../read/phase-record.ts";

/** What stray pods are found by. */
export interface StrayPodsOptions {
  readonly pool: PoolIdentity;
  readonly pods: ResourceClient<PodObject>;
  /** Told why a pod could not be changed; the next look tries again. */
  readonly failed: (error: unknown) => void;
}

/** Pods that another hand has taken from their Job, or from their pool. */
export interface StrayPods {
  /** Gives the labelled pods of the pool, and those of its Jobs that have lost the label. */
  take(look: Look, jobs: readonly JobObject[], labelled: readonly PodObject[]): Promise<readonly PodObject[]>;
}

const ownerOf = ({ metadata }: PodObject): string =>
  metadata.ownerReferences?.find(({ kind }) => kind === "Job")?.uid ?? "";

/** Made by a Job that was deleted without it. */
const isOrphan = ({ metadata: { labels = {}, ownerReferences = [] } }: PodObject): boolean =>
  ownerReferences.length === 0 && labels[LABEL_JOB_NAME] !== undefined;

/**
 * Puts pods right that another hand has changed.
 *
 * A pod whose Job was deleted without it is its user's from then on: its clients stay, it is neither deleted nor
 * counted, and nobody new is led to it. A pod that has lost the label of its pool gets it back, since its Job would
 * be taken for one without a pod, and would be deleted with the clients of the pod.
 */
export function createStrayPods({ failed, pods, pool }: StrayPodsOptions): StrayPods {
  const { label, namespace } = pool.names;

  function setLabel({ metadata: { name, uid } }: PodObject, key: string, value: string): void {
    const patch = { metadata: { uid, labels: { [key]: value } } };
    const options = { type: "merge", fieldManager: FIELD_MANAGER_SCALER } as const;
    ifFound(pods.patch({ namespace, name }, patch, options)).catch(failed);
  }

  async function madeBy({ metadata }: JobObject): Promise<readonly PodObject[]> {
    const labelSelector = `batch.kubernetes.io/controller-uid=${metadata.uid ?? ""}`;
    return (await listAll(pods, { namespace, labelSelector })).items;
  }

  return {
    async take(look, jobs, labelled) {
      for (const pod of labelled) {
        if (isOrphan(pod) && pod.metadata.labels?.[LABEL_PHASE] !== "closed")
          setLabel(pod, LABEL_PHASE, "closed");
      }
      if (look === "glance") return labelled;
      const owners = new Set(labelled.map(ownerOf));
      // One that was never open may have no pod yet, and nobody was ever led to it.
      const bare = jobs.filter(
        ({ metadata }) => !owners.has(metadata.uid ?? "") && readPhaseRecord(metadata).opened,
      );
      const found = (await Promise.all(bare.map(madeBy)))
        .flat()
        .filter(({ metadata }) => metadata.labels?.[LABEL_POOL] !== label);
      for (const pod of found) setLabel(pod, LABEL_POOL, label);
      return [...labelled, ...found];
    },
  };
}
