import { randomUUID } from "node:crypto";
import type { LocalGateway } from "@fairlead/local-gateway";
import type { LocalPods } from "@fairlead/local-pods";
import type { ManagedPod } from "../interfaces/pods.ts";
import { steadyClock, type SteadyClock } from "../steady-clock.ts";
import { createLocalPodStore } from "./local-pod-store.ts";
import { createLocalRoutes } from "./local-routes.ts";
import type { HostDescription, PodHost } from "./pod-host.ts";
import { createPodsFilePublisher } from "./pods-file-publisher.ts";
import { createStatusFile } from "./status-file.ts";
import { createWaitingClients } from "./waiting-clients.ts";

/** Version of what is spoken between host and scaler. */
export const HOST_PROTOCOL = 1;

/** What a host of pods is made of. */
export interface PodHostOptions {
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly routing: HostDescription["routing"];
  /** Names what the pods run; see `templateHash`. */
  readonly templateHash: string;
  /** The processes. They belong to the caller, who ends them. */
  readonly pods: LocalPods;
  /** The gateway. It belongs to the caller, who stops it. */
  readonly gateway: Pick<LocalGateway, "exited" | "stats" | "subscribe" | "update">;
  /** The pods file that the lookup service follows. */
  readonly podsFile: string;
  readonly statusFile: string;
  readonly clock?: SteadyClock;
  /** Told of what goes wrong besides any call: it is tried again by itself. */
  readonly failed?: (error: unknown) => void;
}

/** A host of pods in this process. */
export interface LocalPodHost extends PodHost {
  readonly description: HostDescription;
  /** The pods as they are at this moment. */
  current(): readonly ManagedPod[];
  /** Pods that new clients are led to: the gateway has them, and the lookup service was told of them. */
  openPods(): ReadonlySet<string>;
  /** Calls `changed` after any change; the function that is returned ends that. */
  watch(changed: () => void): () => void;
  /** Writes the pods file for the first time, so that the lookup service knows the pool. */
  start(): Promise<void>;
  /** Ends following the pods; they go on running. */
  close(): void;
}

/**
 * Puts a host together from processes, an Envoy and files. It decides nothing: without a scaler everything
 * stays as it is, and a pod that ends is replaced by its Job.
 *
 * @example
 * ```ts
 * const host = createPodHost({ pool: "default/chat", routing: "subset", templateHash, pods, gateway, podsFile, statusFile });
 * await host.start();
 * const served = await servePodHost(host, "/run/fairlead/host.sock");
 * ```
 */
export function createPodHost(options: PodHostOptions): LocalPodHost {
  const { clock = steadyClock, failed, gateway, pool, routing, templateHash } = options;
  const store = createLocalPodStore(options.pods, clock);
  const routes = createLocalRoutes({
    gateway,
    store,
    mode: routing,
    clock,
    ...(failed === undefined ? {} : { failed }),
  });
  const publisher = createPodsFilePublisher({
    path: options.podsFile,
    pool,
    store,
    ...(failed === undefined ? {} : { failed }),
  });
  return {
    description: {
      protocol: HOST_PROTOCOL,
      hostId: randomUUID(),
      pool,
      routing,
      templateHash,
      clockOffsetMs: clock.offsetMs,
    },
    pods: store,
    routes,
    statusStore: createStatusFile({
      path: options.statusFile,
      changed: (fault) => (fault === undefined ? undefined : failed?.(fault)),
    }),
    published: async () => publisher.published(),
    waitingClients: createWaitingClients(gateway, clock),
    current: () => store.current(),
    openPods() {
      const routed = routes.leadsTo();
      const open = publisher.published().pods.filter(({ state }) => state === "open");
      return new Set(open.flatMap(({ podId }) => (podId !== undefined && routed.has(podId) ? [podId] : [])));
    },
    watch(changed) {
      const ends = [store.watch(changed), routes.watch(changed), publisher.watch(changed)];
      return () => {
        for (const end of ends) end();
      };
    },
    start: () => publisher.publish(),
    close() {
      routes.close();
      publisher.close();
    },
  };
}
