import type { Clock } from "../interfaces/clock.ts";
import type { PoolSpecParts } from "../interfaces/pool.ts";
import type { PoolWorld } from "../interfaces/pool-world.ts";
import { createHttpPicker } from "../picker/create-http-picker.ts";
import { steadyClock } from "../steady-clock.ts";
import { createLocalWorkload } from "./local-workload.ts";
import type { PodHost } from "./pod-host.ts";
import { createDeclaration, staticPoolSource, type DeclarationOptions } from "./static-pool-source.ts";

/** What a pool on one host is made of, seen from a scaler. */
export interface LocalWorldOptions {
  /** `<namespace>/<name>` */
  readonly pool: string;
  readonly spec: PoolSpecParts;
  readonly declaration: DeclarationOptions;
  /** What has the pods: in this process, or another one. */
  readonly host: PodHost;
  /** `http://host:port` of the lookup service. */
  readonly lookupUrl: string;
  /** How long one question to the lookup service or a pod may take. Default 1,000. */
  readonly timeoutMs?: number;
  /** As the lookup service's `snapshot.maxAgeMs`. Default 10,000. */
  readonly snapshotMaxAgeMs?: number;
  /** Default: the clock of a host in this process. */
  readonly clock?: Clock;
}

/**
 * Puts a pool together from a host of pods and a lookup service.
 *
 * @throws {FairleadError} `configuration_invalid` for a number out of range.
 */
export function createLocalWorld(options: LocalWorldOptions): PoolWorld {
  const { clock = steadyClock, host, lookupUrl, pool, spec } = options;
  const { snapshotMaxAgeMs = 10_000, timeoutMs = 1_000 } = options;
  const { pods, routes, statusStore } = host;
  const { workload } = spec;
  return {
    pool,
    source: staticPoolSource(createDeclaration(spec, options.declaration)),
    pods,
    routes,
    statusStore,
    workload: createLocalWorkload({ lookupUrl, pool, workload, host, timeoutMs, snapshotMaxAgeMs, clock }),
    ...(spec.draining.picker === undefined ? {} : { picker: createHttpPicker(spec.draining.picker) }),
  };
}
