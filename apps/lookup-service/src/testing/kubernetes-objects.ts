import {
  ANNOTATION_PHASE_REVISION,
  LABEL_JOB_NAME,
  LABEL_PHASE,
  LABEL_POOL,
  poolNames,
} from "@fairlead/routing-schema";
import type { WatchedPod, WatchedPool } from "../kubernetes/watched-objects.ts";

/** What a test says of a pod. */
export interface PodFacts {
  /** Default `chat`. */
  readonly pool?: string;
  /** Default: the name without its last part. */
  readonly job?: string;
  readonly phase?: string;
  readonly revision?: number | string;
  readonly deletionTimestamp?: string;
  readonly status?: WatchedPod["status"];
}

/** A pod as the scaler and the Job controller leave it, in the namespace `games` where none is given. */
export function watchedPod(name: string, facts: PodFacts = {}, namespace = "games"): WatchedPod {
  const { pool = "chat", job = name.replace(/-[^-]+$/, ""), phase = "open", revision = 1 } = facts;
  return {
    metadata: {
      name,
      namespace,
      labels: {
        [LABEL_POOL]: poolNames(namespace, pool).label,
        [LABEL_PHASE]: phase,
        [LABEL_JOB_NAME]: job,
      },
      annotations: { [ANNOTATION_PHASE_REVISION]: String(revision) },
      ...(facts.deletionTimestamp !== undefined && { deletionTimestamp: facts.deletionTimestamp }),
    },
    status: { phase: "Running", podIP: "10.1.2.3", ...facts.status },
  };
}

/** A `PodPool` in the namespace `games`. */
export const watchedPool = (spec: unknown, generation = 1, uid = "uid-1", name = "chat"): WatchedPool => ({
  metadata: { name, namespace: "games", uid, generation },
  spec,
});
