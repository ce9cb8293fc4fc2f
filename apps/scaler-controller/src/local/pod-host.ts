import type { Pods } from "../interfaces/pods.ts";
import type { Routes } from "../interfaces/routes.ts";
import type { StatusStore } from "../interfaces/status-store.ts";

/** A pod as the lookup service is told of it. */
export interface PublishedPod {
  readonly routeId: string;
  readonly podId: string | undefined;
  readonly phaseRevision: number;
  readonly state: "open" | "draining" | "unlisted";
  /** The first revision of the pods file that holds the pod as it is here. */
  readonly fileRevision: number;
}

/** What the lookup service is told of all pods. */
export interface PublishedPods {
  /** Of the pods file as it lies there. */
  readonly fileRevision: number;
  readonly pods: readonly PublishedPod[];
}

/**
 * What has the pods of one host, and outlives the scalers that look after them: the processes, the gateway,
 * and what Kubernetes would keep of them.
 */
export interface PodHost {
  readonly pods: Pods;
  readonly routes: Routes;
  readonly statusStore: StatusStore;
  published(): Promise<PublishedPods>;
  /** Clients that the gateway found no pod for of late. */
  waitingClients(): Promise<number>;
}

/** What a host says of itself. */
export interface HostDescription {
  /** Version of what is spoken between host and scaler. */
  readonly protocol: number;
  /** Another one for each host, so that one that took another's place is noticed. */
  readonly hostId: string;
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly routing: "subset" | "override-host";
  /** Names what the pods run. */
  readonly templateHash: string;
  /** Of the clock that all times are told by; see `SteadyClock`. */
  readonly clockOffsetMs: number;
}
