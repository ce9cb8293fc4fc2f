import { join } from "node:path";
import type { KeptProcess } from "@fairlead/local-pods";
import type { Endpoint, ScalerControllerConfigurationInput } from "@fairlead/routing-schema";
import type { Tell } from "../events/cli-event.ts";
import { startServiceProcess } from "./service-process.ts";
import type { StackOptions } from "./stack-options.ts";

/** What {@link startScalerProcess} needs. */
export interface ScalerProcessOptions {
  /** Entry of the scaler. */
  readonly entry: string;
  readonly directory: string;
  /** Unix socket of the host. */
  readonly socket: string;
  readonly address: Endpoint;
  /** `ip:port` of the lookup service. */
  readonly lookupAddress: string;
  readonly stack: StackOptions;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/** A scaler that hangs is followed by another after this. */
const LEASE_MS = 5_000;
/** At least so many pods may be starting at once; all of the start in any case. */
const LEAST_STARTING = 10;

function configurationOf(options: ScalerProcessOptions): ScalerControllerConfigurationInput {
  const { address, lookupAddress, socket, stack } = options;
  const { filter, lookup, scaler } = stack.configuration;
  const { name, spec } = stack.pool;
  const { minReplicas } = spec.scaling;
  return {
    listen: address,
    world: {
      kind: "local",
      socket,
      spec,
      podNamePrefix: name,
      lookup: {
        endpoint: lookupAddress,
        // The filter goes by the shorter of both limits.
        snapshotMaxAgeMs: Math.min(lookup.snapshot.maxAgeMs, filter.snapshot_max_age_ms),
      },
    },
    reconcile: scaler.reconcile,
    starting: { ...scaler.starting, maxStarting: Math.max(LEAST_STARTING, minReplicas) },
    leadership: { leaseMs: LEASE_MS },
    stop: { timeoutMs: 1_000 },
    logLevel: scaler.logLevel,
  };
}

/**
 * Runs the scaler as a process of its own, which is started again whenever it ends; pods, routes and
 * sessions do not need it. Resolves when it has looked at the pool.
 *
 * @throws FairleadError `scaler_start_failed` with its last lines.
 */
export function startScalerProcess(options: ScalerProcessOptions): Promise<KeptProcess> {
  const { address, directory, entry, signal, stack, tell } = options;
  return startServiceProcess({
    name: "scaler",
    entry,
    file: join(directory, "scaler-controller.json"),
    configuration: configurationOf(options),
    environmentPrefix: "FAIRLEAD_SCALER_",
    environment: stack.environment,
    address,
    failure: "scaler_start_failed",
    onStarted: (pid) => tell({ event: "scaler_started", pid }),
    onEnded: (exit, restartInMs) => tell({ event: "scaler_ended", exit, restartInMs }),
    onLine: (line) => tell({ event: "scaler_output", line }),
    signal,
  });
}
