/**
 * A cluster with Istio in which an overlay of `deploy` is applied.
 *
 * @module
 */
export { FAIRLEAD_NAMESPACE } from "./cluster-objects.ts";
export { openClusterWorld, paths, type ClusterWorld } from "./cluster-world.ts";
export { isSettled } from "./followed-pools.ts";
export type { Gateway } from "./gateway-client.ts";
export { CROWD_NAMESPACE, crowdPool, replicasOf, startCrowdServer } from "./crowd/crowd.ts";
export { CROWD_PORT } from "./crowd/crowd-port.ts";
