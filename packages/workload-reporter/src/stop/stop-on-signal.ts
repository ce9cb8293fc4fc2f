import { constants } from "node:os";
import { trackedSockets } from "../server/tracked-sockets.ts";
import type { StopOptions, StopResult, Stopper } from "./stopper.ts";

/** What of `process` is used; another object may stand in for it. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  exit(code: number): void;
}

/** How a process stops on signals. */
export interface StopOnSignalOptions extends StopOptions {
  /** Signals that begin the stop; a second one, of either kind, ends it at once. Default `["SIGTERM"]`. */
  signals?: readonly NodeJS.Signals[] | undefined;
  /** End the process after the stop: code 0, or 128 + the signal's number after a second signal. Default false. */
  exit?: boolean | undefined;
  /** Where signals come from. Default `process`. */
  source?: SignalSource | undefined;
}

/** Base of the exit code of a process ended by a signal, as shells have it. */
const EXIT_SIGNAL_BASE = 128;

/**
 * Begins the stop with the first signal and cuts it short with the second. The listeners are taken
 * away with the stop's end, after which signals have their ordinary effect again.
 */
export function stopOnSignal(stopper: Stopper, options: StopOnSignalOptions): Promise<StopResult> {
  const source = options.source ?? process;
  const signals = options.signals ?? ["SIGTERM"];
  if (options.server) trackedSockets(options.server);
  let received = 0;
  let exitCode = 0;

  const onSignal = (signal: NodeJS.Signals): void => {
    received += 1;
    if (received === 1) {
      void stopper.stop(options);
      return;
    }
    exitCode = EXIT_SIGNAL_BASE + constants.signals[signal];
    stopper.force();
  };

  for (const signal of signals) source.on(signal, onSignal);
  return stopper.stopped.then((result) => {
    for (const signal of signals) source.off(signal, onSignal);
    if (options.exit) source.exit(exitCode);
    return result;
  });
}
