import { text } from "node:stream/consumers";
import { isWrite, type ApiRequest, type Fault } from "@fairlead/testbed";
import { FAIRLEAD_NAMESPACE } from "../cluster-objects.ts";
import type { ClusterWorld } from "../cluster-world.ts";

const SCALER = /^fairlead-scaler-/;

/** Whether a replica of the scaler asked it. */
export const isOfScaler = ({ pod }: ApiRequest): boolean => SCALER.test(pod);

/** Whether it changes something of a pool. The Lease is renewed by time, whatever becomes of pools. */
export const isPoolWrite = (request: ApiRequest): boolean =>
  isOfScaler(request) && isWrite(request) && request.resource !== "leases";

/** `patch jobs`, for people. */
export const describeWrite = ({ resource, subresource, verb }: ApiRequest): string =>
  `${verb} ${resource}${subresource === "" ? "" : `/${subresource}`}`;

/** Kills the replica that sends a request, once the API server has acted on it. The answer never comes. */
export const crash =
  (world: ClusterWorld): Fault =>
  async (exchange) => {
    const replica = world.bed.kubelet.find(FAIRLEAD_NAMESPACE, exchange.request.pod);
    if (replica === undefined) throw new Error(`${exchange.request.pod} does not run.`);
    await text(await exchange.ask());
    replica.signal("SIGKILL");
    exchange.reset();
  };
