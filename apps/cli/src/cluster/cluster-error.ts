import { ApiError, isForbidden, isUnauthorized } from "@fairlead/controller-kit";
import { FairleadError, POD_POOL_GROUP } from "@fairlead/routing-schema";

/** What the API server refused, as a user of the command line mends it. */
export function clusterError(error: unknown): unknown {
  if (!ApiError.isInstance(error)) return error;
  if (isForbidden(error)) {
    return new FairleadError(
      "cluster_forbidden",
      `${error.status?.message ?? error.message}. Ask for the rights to get and list podpools.${POD_POOL_GROUP}, or name a namespace in which you have them with --namespace NAME.`,
      { cause: error },
    );
  }
  if (isUnauthorized(error)) {
    return new FairleadError(
      "cluster_forbidden",
      "The API server does not take the credentials of the kubeconfig (401). Sign in again, or choose another context with --context NAME.",
      { cause: error },
    );
  }
  return new FairleadError("kubernetes_api_failed", `${error.message}.`, { cause: error });
}

/** The cluster does not know what a `PodPool` is. */
export const kindMissing = (server: string, cause: unknown): FairleadError =>
  new FairleadError(
    "pod_pool_kind_missing",
    `The cluster at ${server} has no PodPools: the custom resource podpools.${POD_POOL_GROUP} is not installed. Apply deploy/overlays/pod-pools, or choose another cluster with --context NAME.`,
    { cause },
  );
