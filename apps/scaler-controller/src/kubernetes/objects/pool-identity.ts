import { POD_POOL_GROUP, POD_POOL_KIND, POD_POOL_VERSION, type PoolNames } from "@fairlead/routing-schema";
import type { OwnerReference } from "./kubernetes-object.ts";

/** A pool as its objects name it. */
export interface PoolIdentity {
  readonly names: PoolNames;
  /** Of the `PodPool`. */
  readonly uid: string;
}

/** The pool as the owner of an object: Kubernetes deletes the object once the pool is gone. */
export const ownedByPool = ({ names, uid }: PoolIdentity): OwnerReference => ({
  apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
  kind: POD_POOL_KIND,
  name: names.pool,
  uid,
  controller: true,
  blockOwnerDeletion: true,
});

/** A Job as the owner of a pod's routes: they never outlive it for long, whoever deletes it. */
export const ownedByJob = (routeId: string, uid: string): OwnerReference => ({
  apiVersion: "batch/v1",
  kind: "Job",
  name: routeId,
  uid,
});
