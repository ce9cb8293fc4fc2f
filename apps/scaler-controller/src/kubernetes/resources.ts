import { resourceType, type ApiObject } from "@fairlead/controller-kit";
import { POD_POOL_GROUP, POD_POOL_KIND, POD_POOL_VERSION } from "@fairlead/routing-schema";
import type { ObjectMetadata } from "./objects/kubernetes-object.ts";
import type { JobObject, PodObject } from "./read/kubernetes-pod.ts";

/** A pod's Job. */
export const jobs = resourceType<JobObject>({ apiVersion: "batch/v1", kind: "Job", plural: "jobs" });

/** The pods that Jobs run. */
export const pods = resourceType<PodObject>({ apiVersion: "v1", kind: "Pod", plural: "pods" });

/** A `PodPool` as the API server has it; its spec is read by the schema of `routing-schema`. */
export interface PodPoolObject extends ApiObject {
  readonly metadata: ObjectMetadata;
  readonly spec: unknown;
  readonly status?: unknown;
}

/** The custom resource itself. */
export const podPools = resourceType<PodPoolObject>({
  apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
  kind: POD_POOL_KIND,
  plural: "podpools",
});
