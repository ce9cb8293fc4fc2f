import { POD_POOL_GROUP, POD_POOL_KIND, POD_POOL_VERSION, type PoolNames } from "@fairlead/routing-schema";
import { ownerReference, type OwnerReference } from "@fairlead/controller-kit";

/** A pool as its objects name it. */
export interface PoolIdentity {
  readonly names: PoolNames;
  /** Of the `PodPool`. */
  readonly uid: string;
}

/** The pool as the owner of an object: Kubernetes deletes the object once the pool is gone. */
export const ownedByPool = ({ names, uid }: PoolIdentity): OwnerReference =>
  ownerReference(
    {
      apiVersion: `${POD_POOL_GROUP}/${POD_POOL_VERSION}`,
      kind: POD_POOL_KIND,
      metadata: { name: names.pool, uid },
    },
    { isController: true },
  );

/** A Job as the owner of a pod's routes: they never outlive it for long, whoever deletes it. */
export const ownedByJob = (routeId: string, uid: string): OwnerReference =>
  ownerReference({ apiVersion: "batch/v1", kind: "Job", metadata: { name: routeId, uid } });
