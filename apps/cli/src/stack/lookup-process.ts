import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeExit, keepRunning, waitUntilReady, type KeptProcess } from "@fairlead/local-pods";
import {
  FairleadError,
  formatEndpoint,
  type Endpoint,
  type LookupServiceConfigurationInput,
} from "@fairlead/routing-schema";
import type { Tell } from "../events/cli-event.ts";
import type { StackOptions } from "./stack-options.ts";

/** What {@link startLookupProcess} needs. */
export interface LookupProcessOptions {
  /** Entry of the lookup service. */
  readonly entry: string;
  readonly directory: string;
  readonly podsFile: string;
  readonly pool: string;
  readonly address: Endpoint;
  readonly stack: StackOptions;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

const START_TIMEOUT_MS = 15_000;
const LAST_LINES = 20;
const BACK_OFF = { initialMs: 500, maximumMs: 10_000, recoveredAfterMs: 10_000 };

function configurationOf({
  address,
  podsFile,
  pool,
  stack,
}: LookupProcessOptions): LookupServiceConfigurationInput {
  const { workload, picking, collection, snapshot, logLevel } = stack.configuration.lookup;
  return {
    listen: address,
    source: { kind: "file", path: podsFile },
    pools: {
      [pool]: { workload, picking, routing: { queryParameter: stack.configuration.filter.query_param } },
    },
    collection,
    snapshot,
    stop: { drainMs: 0, timeoutMs: 1_000 },
    logLevel,
  };
}

/** Without the variables that would set other values than the configuration file. */
const environmentFor = (environment: StackOptions["environment"]): StackOptions["environment"] =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("FAIRLEAD_LOOKUP_")));

/**
 * Runs the lookup service as a process of its own, which is started again whenever it ends. Resolves
 * when it is ready.
 *
 * @throws FairleadError `lookup_service_start_failed` with its last lines.
 */
export async function startLookupProcess(options: LookupProcessOptions): Promise<KeptProcess> {
  const { address, directory, entry, signal, stack, tell } = options;
  const file = join(directory, "lookup-service.json");
  await writeFile(file, JSON.stringify(configurationOf(options), undefined, 2));

  const lastLines: string[] = [];
  const starting = new AbortController();
  let firstExit: string | undefined;
  const lookup = await keepRunning({
    path: process.execPath,
    parameters: [entry, "--config", file],
    environment: environmentFor(stack.environment),
    backOff: BACK_OFF,
    onLine(line) {
      lastLines.push(line);
      if (lastLines.length > LAST_LINES) lastLines.shift();
      tell({ event: "lookup_output", line });
    },
    onStarted: (pid) => tell({ event: "lookup_started", pid }),
    onEnded(exit, restartInMs) {
      firstExit ??= describeExit(exit);
      starting.abort();
      tell({ event: "lookup_ended", exit: describeExit(exit), restartInMs: restartInMs ?? null });
    },
  });
  const ready = await waitUntilReady({
    endpoint: address,
    path: "/readyz",
    signal: AbortSignal.any([signal, starting.signal, AbortSignal.timeout(START_TIMEOUT_MS)]),
  });
  if (ready) return lookup;
  lookup.kill();
  signal.throwIfAborted();
  const how =
    firstExit === undefined ? `is not ready after ${START_TIMEOUT_MS / 1_000} s` : `ended (${firstExit})`;
  throw new FairleadError(
    "lookup_service_start_failed",
    [`The lookup service on ${formatEndpoint(address)} ${how}. Its last lines:`, ...lastLines].join("\n"),
  );
}
