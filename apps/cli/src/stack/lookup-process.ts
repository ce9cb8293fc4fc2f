import { join } from "node:path";
import type { KeptProcess } from "@fairlead/local-pods";
import type { Endpoint, LookupServiceConfigurationInput } from "@fairlead/routing-schema";
import type { Tell } from "../events/cli-event.ts";
import { startServiceProcess } from "./service-process.ts";
import type { StackOptions } from "./stack-options.ts";

/** What {@link startLookupProcess} needs. */
export interface LookupProcessOptions {
  /** Entry of the lookup service. */
  readonly entry: string;
  readonly directory: string;
  readonly podsFile: string;
  readonly address: Endpoint;
  readonly stack: StackOptions;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

function configurationOf({
  address,
  podsFile,
  stack,
}: LookupProcessOptions): LookupServiceConfigurationInput {
  const { collection, logLevel, snapshot } = stack.configuration.lookup;
  const { id, spec } = stack.pool;
  const { picking, routing, workload } = spec;
  return {
    listen: address,
    source: { kind: "file", path: podsFile },
    pools: { [id]: { workload, picking, routing: { queryParameter: routing.queryParameter } } },
    collection,
    snapshot,
    stop: { drainMs: 0, timeoutMs: 1_000 },
    logLevel,
  };
}

/**
 * Runs the lookup service as a process of its own, which is started again whenever it ends. Resolves
 * when it is ready.
 *
 * @throws FairleadError `lookup_service_start_failed` with its last lines.
 */
export function startLookupProcess(options: LookupProcessOptions): Promise<KeptProcess> {
  const { address, directory, entry, signal, stack, tell } = options;
  return startServiceProcess({
    name: "lookup service",
    entry,
    file: join(directory, "lookup-service.json"),
    configuration: configurationOf(options),
    environmentPrefix: "FAIRLEAD_LOOKUP_",
    environment: stack.environment,
    address,
    failure: "lookup_service_start_failed",
    onStarted: (pid) => tell({ event: "lookup_started", pid }),
    onEnded: (exit, restartInMs) => tell({ event: "lookup_ended", exit, restartInMs }),
    onLine: (line) => tell({ event: "lookup_output", line }),
    signal,
  });
}
