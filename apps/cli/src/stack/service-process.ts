import { writeFile } from "node:fs/promises";
import { describeExit, keepRunning, waitUntilReady, type KeptProcess } from "@fairlead/local-pods";
import { FairleadError, formatEndpoint, type Endpoint, type ErrorCode } from "@fairlead/routing-schema";

/** A service of Fairlead that runs as a process of its own. */
export interface ServiceProcessOptions {
  /** As in `The lookup service on 127.0.0.1:1 ended`. */
  readonly name: string;
  readonly entry: string;
  /** Where its configuration file is written. */
  readonly file: string;
  readonly configuration: object;
  /** Variables that begin so would set other values than the file, and are left out. */
  readonly environmentPrefix: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly address: Endpoint;
  /** Code of the error when it does not start. */
  readonly failure: ErrorCode;
  readonly onStarted: (pid: number) => void;
  readonly onEnded: (exit: string, restartInMs: number | null) => void;
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

const START_TIMEOUT_MS = 30_000;
const LAST_LINES = 20;
const BACK_OFF = { initialMs: 500, maximumMs: 10_000, recoveredAfterMs: 10_000 };

/**
 * Runs a service as a process of its own, which is started again whenever it ends. Resolves when it is
 * ready.
 *
 * @throws FairleadError `failure` with its last lines.
 */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<KeptProcess> {
  const { address, entry, environmentPrefix, file, name, signal } = options;
  await writeFile(file, JSON.stringify(options.configuration, undefined, 2));

  const lastLines: string[] = [];
  const starting = new AbortController();
  let firstExit: string | undefined;
  const service = await keepRunning({
    path: process.execPath,
    parameters: [entry, "--config", file],
    environment: Object.fromEntries(
      Object.entries(options.environment).filter(([variable]) => !variable.startsWith(environmentPrefix)),
    ),
    backOff: BACK_OFF,
    onLine(line) {
      lastLines.push(line);
      if (lastLines.length > LAST_LINES) lastLines.shift();
      options.onLine(line);
    },
    onStarted: options.onStarted,
    onEnded(exit, restartInMs) {
      firstExit ??= describeExit(exit);
      starting.abort();
      options.onEnded(describeExit(exit), restartInMs ?? null);
    },
  });
  const ready = await waitUntilReady({
    endpoint: address,
    path: "/readyz",
    signal: AbortSignal.any([signal, starting.signal, AbortSignal.timeout(START_TIMEOUT_MS)]),
  });
  if (ready) return service;
  service.kill();
  signal.throwIfAborted();
  const how =
    firstExit === undefined ? `is not ready after ${START_TIMEOUT_MS / 1_000} s` : `ended (${firstExit})`;
  throw new FairleadError(
    options.failure,
    [`The ${name} on ${formatEndpoint(address)} ${how}. Its last lines:`, ...lastLines].join("\n"),
  );
}
