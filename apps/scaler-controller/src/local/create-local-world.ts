import type { LocalGateway } from "@fairlead/local-gateway";
import type { LocalPods } from "@fairlead/local-pods";
import type { Logger } from "pino";
import type { Clock } from "../interfaces/clock.ts";
import type { PoolSource, PoolSpecParts } from "../interfaces/pool.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import { createHttpPicker } from "../picker/create-http-picker.ts";
import { steadyClock } from "../steady-clock.ts";
import { createLocalPodStore, type LocalPodStore } from "./local-pod-store.ts";
import { createLocalRoutes } from "./local-routes.ts";
import { createLocalWorkload } from "./local-workload.ts";
import { createPodsFilePublisher } from "./pods-file-publisher.ts";
import { createDeclaration, staticPoolSource, type DeclarationOptions } from "./static-pool-source.ts";
import { createStatusFile } from "./status-file.ts";
import { createWaitingClients } from "./waiting-clients.ts";

/** What a pool on one host is made of. */
export interface LocalWorldOptions {
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly spec: PoolSpecParts;
  readonly declaration: DeclarationOptions;
  /** The processes. They belong to the caller, who ends them. */
  readonly pods: LocalPods;
  /** The gateway. It belongs to the caller, who stops it. */
  readonly gateway: Pick<LocalGateway, "exited" | "stats" | "update">;
  /** `http://host:port` of the lookup service. */
  readonly lookupUrl: string;
  /** How long one question to the lookup service or a pod may take. Default 1,000. */
  readonly timeoutMs?: number;
  /** As the lookup service's `snapshot.maxAgeMs`. Default 10,000. */
  readonly snapshotMaxAgeMs?: number;
  /** The pods file that the lookup service follows. */
  readonly podsFile: string;
  readonly statusFile: string;
  readonly clock?: Clock;
  readonly logger?: Logger;
}

/** A pool on one host; it outlives the controllers that are created for it. */
export interface LocalWorld extends PoolWorld {
  readonly store: LocalPodStore;
  readonly source: PoolSource;
  /** Writes the pods file for the first time, so that the lookup service knows the pool. */
  start(): Promise<void>;
  /** Ends following the pods; they go on running. */
  close(): void;
}

/**
 * Puts a pool together from processes, an Envoy and files.
 *
 * @throws {FairleadError} `configuration_invalid` for a number out of range.
 */
export function createLocalWorld(options: LocalWorldOptions): LocalWorld {
  const { clock = steadyClock, gateway, logger, pool, spec } = options;
  const { snapshotMaxAgeMs = 10_000, timeoutMs = 1_000 } = options;
  const store = createLocalPodStore(options.pods, clock);
  const routes = createLocalRoutes({
    gateway,
    store,
    mode: spec.routing.mode,
    clock,
    failed: (error) => logger?.warn({ err: error, pool }, "gateway does not take the pods"),
  });
  const publisher = createPodsFilePublisher({
    path: options.podsFile,
    pool,
    store,
    clock,
    failed: (error) => logger?.warn({ err: error, pool }, "pods file cannot be written"),
  });
  return {
    pool,
    source: staticPoolSource(createDeclaration(spec, options.declaration)),
    pods: store,
    store,
    routes,
    workload: createLocalWorkload({
      lookupUrl: options.lookupUrl,
      pool,
      workload: spec.workload,
      publisher,
      timeoutMs,
      snapshotMaxAgeMs,
      clock,
      waitingClients: createWaitingClients(gateway, clock),
    }),
    ...(spec.draining.picker === undefined ? {} : { picker: createHttpPicker(spec.draining.picker) }),
    statusStore: createStatusFile({
      path: options.statusFile,
      changed: (fault) =>
        fault === undefined
          ? logger?.info({ pool }, "status stored again")
          : logger?.warn({ err: fault, pool }, "status not stored, the last good one stays"),
    }),
    start: () => publisher.publish(),
    close() {
      routes.close();
      publisher.close();
    },
  };
}
