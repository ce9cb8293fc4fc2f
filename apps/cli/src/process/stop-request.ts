/** What the user asks for with Ctrl-C, SIGTERM, or by closing the terminal. */
export interface StopRequest {
  /** Aborted at the first signal; its reason is the signal's name. */
  readonly stop: AbortSignal;
  /** Aborted at the second. */
  readonly kill: AbortSignal;
  /** Takes the handlers away. */
  dispose(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What emits signals: the process, or a stand-in. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}

/** Listens for the signals that end a program: the first asks it to stop, the second to do so at once. */
export function createStopRequest(source: SignalSource): StopRequest {
  const stop = new AbortController();
  const kill = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => (stop.signal.aborted ? kill : stop).abort(signal);
  for (const signal of SIGNALS) source.on(signal, onSignal);
  return {
    stop: stop.signal,
    kill: kill.signal,
    dispose() {
      for (const signal of SIGNALS) source.off(signal, onSignal);
    },
  };
}
