import { resourceType, type ApiObject } from "@fairlead/controller-kit";
import {
  ANNOTATION_PHASE_REVISION,
  LABEL_JOB_NAME,
  LABEL_PHASE,
  LABEL_POOL,
  POD_POOL_GROUP,
  POD_POOL_KIND,
  POD_POOL_VERSION,
} from "@fairlead/routing-schema";

/** Metadata, as far as it is read. */
export interface WatchedMetadata {
  readonly name: string;
  readonly namespace: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A pod, as far as it is read. */
export interface WatchedPod extends ApiObject {
  readonly metadata: WatchedMetadata;
  readonly status?: { readonly phase?: string; readonly podIP?: string };
}

/** A `PodPool`, as far as it is read. */
export interface WatchedPool extends ApiObject {
  readonly metadata: WatchedMetadata;
  readonly spec?: unknown;
}

/** The pods that Jobs run. */
export const pods = resourceType<WatchedPod>({ apiVersion: "v1", kind: "Pod", plural: "pods" });

/** The pools. */
export const podPools = resourceType<WatchedPool>({
  apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
  kind: POD_POOL_KIND,
  plural: "podpools",
});

const POD_LABELS = [LABEL_POOL, LABEL_PHASE, LABEL_JOB_NAME];
const POD_ANNOTATIONS = [ANNOTATION_PHASE_REVISION];

const only = (names: readonly string[], from: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));

const identity = ({
  name,
  namespace,
  uid,
  resourceVersion,
  generation,
  deletionTimestamp,
}: WatchedMetadata) => ({
  name,
  namespace,
  ...(uid !== undefined && { uid }),
  ...(resourceVersion !== undefined && { resourceVersion }),
  ...(generation !== undefined && { generation }),
  ...(deletionTimestamp !== undefined && { deletionTimestamp }),
});

/** What is kept of a pod: hundreds of bytes of the tens of thousands that it may have. */
export const slimPod = ({ metadata, status = {} }: WatchedPod): WatchedPod => ({
  metadata: {
    ...identity(metadata),
    labels: only(POD_LABELS, metadata.labels),
    annotations: only(POD_ANNOTATIONS, metadata.annotations),
  },
  status: {
    ...(status.phase !== undefined && { phase: status.phase }),
    ...(status.podIP !== undefined && { podIP: status.podIP }),
  },
});

/** What is kept of a pool: not its status, which the scaler writes all the time. */
export const slimPool = ({ metadata, spec }: WatchedPool): WatchedPool => ({
  metadata: identity(metadata),
  spec,
});
