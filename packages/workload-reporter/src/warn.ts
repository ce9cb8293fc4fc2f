/** Takes a sentence about something that the reporter could not do as asked. */
export type Warn = (message: string) => void;

/** Hands a warning to Node.js, which prints it once to standard error. */
export const emitWarning: Warn = (message) => {
  process.emitWarning(message, { type: "WorkloadReporterWarning" });
};

/**
 * Wraps a receiver of warnings of the application's so that its own faults stay with it.
 */
export const guardWarn =
  (warn: Warn): Warn =>
  (message) => {
    try {
      warn(message);
    } catch {
      // A receiver that fails has nobody left to be told.
    }
  };

/** Runs a callback of the application's; what it throws becomes a warning. */
export async function runGuarded(
  name: string,
  callback: (() => void | Promise<void>) | undefined,
  warn: Warn,
): Promise<void> {
  try {
    await callback?.();
  } catch (error) {
    warn(`${name} failed: ${String(error)}`);
  }
}
