import { execFile } from "node:child_process";

/** How a command ended. */
export interface CommandResult {
  /** Exit code; `undefined` when it was killed or could not be started. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it could not be started, such as `ENOENT`. */
  readonly startError: string | undefined;
  readonly timedOut: boolean;
}

/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings of {@link runCommand}. */
export interface RunCommandOptions {
  /** Default: this process's own. */
  readonly environment?: Environment | undefined;
  readonly timeoutMs: number;
}

/** Runs a command to its end and never throws: the caller judges the result. */
export function runCommand(
  path: string,
  parameters: readonly string[],
  options: RunCommandOptions,
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const settings = {
      ...(options.environment === undefined ? {} : { env: options.environment }),
      timeout: options.timeoutMs,
      killSignal: "SIGKILL",
      maxBuffer: 16 * 1024 * 1024,
    } as const;
    const child = execFile(path, parameters, settings, (error, stdout, stderr) => {
      const failedToStart = child.pid === undefined;
      resolve({
        code: failedToStart ? undefined : (child.exitCode ?? undefined),
        stdout,
        stderr,
        startError: failedToStart && error !== null ? String(error.code ?? error.message) : undefined,
        timedOut: error?.killed === true,
      });
    });
    child.stdin?.end();
  });
}

/** What a failed command said, or why it said nothing, for an error message. */
export function describeFailure(result: CommandResult): string {
  if (result.startError !== undefined) return `it cannot be started (${result.startError})`;
  if (result.timedOut) return "it did not end in time";
  const output = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-12).join("\n");
  return output === "" ? `exit code ${String(result.code)}, no output` : output;
}
