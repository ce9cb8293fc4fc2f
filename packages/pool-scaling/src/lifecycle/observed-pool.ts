import type { PickerOutcome } from "../victims/picker-contract.ts";
import type { LifecyclePod } from "./lifecycle-pod.ts";
import type { GatewayList, ProbedRoute, WrittenObject } from "./pool-routes.ts";
import type { PoolStatus } from "./pool-status.ts";

/**
 * Everything a plan is made from. Times are milliseconds of the controller's clock: adapters turn the
 * ages that other processes tell into such times.
 *
 * Hint: what is observed may be old, but no older than the lease when the actions that follow from it
 * land. The executor drops actions that are later. Nor need it be of one moment, but the status has to be
 * read before the pods, and the pods before the routes: what one says of the next would otherwise be about
 * others.
 */
export interface ObservedPool {
  readonly pods: readonly LifecyclePod[];
  /** Empty in `override-host` mode. */
  readonly routes: readonly WrittenObject[];
  /** Empty in `override-host` mode. */
  readonly subsets: readonly WrittenObject[];
  /** Empty in `override-host` mode. */
  readonly probes: readonly ProbedRoute[];
  /** Absent while the gateways are not known. */
  readonly gateways?: GatewayList;
  /** Absent while the lookup service has not answered. `sinceMs`: since when it has collected without a gap. */
  readonly lookup?: { readonly observedAtMs: number; readonly sinceMs: number };
  /** The replicas that the load asks for; `undefined` where no metric can say. */
  readonly desiredReplicas: number | undefined;
  /** What the last plan wrote. */
  readonly status: PoolStatus;
  /** What the user's picker said to the request of the last plan. */
  readonly picker?: PickerOutcome;
}
