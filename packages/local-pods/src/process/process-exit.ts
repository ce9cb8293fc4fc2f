/** How a process ended: with a status code, or by a signal. */
export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** `exit code 1`, `signal SIGKILL`. */
export const describeExit = ({ code, signal }: ProcessExit): string =>
  signal === null ? `exit code ${code ?? "unknown"}` : `signal ${signal}`;
