import { startSupervisedProcess } from "@fairlead/local-pods";
import type { Environment } from "./cache-directory.ts";
import { TestbedError } from "./testbed-error.ts";

/** Lines of a failed command that its error ends with. */
const SHOWN_LINES = 30;

/** How a command is run. */
export interface RunOptions {
  readonly environment: Environment;
  readonly workingDirectory?: string | undefined;
}

/**
 * Runs a command, and everything that it starts, to the end, and gives what it wrote to its output.
 * It ends with this process.
 *
 * @throws TestbedError with the last lines that it wrote, when its exit code is not 0.
 */
export async function runToEnd(
  path: string,
  parameters: readonly string[],
  { environment, workingDirectory }: RunOptions,
): Promise<string> {
  const written: string[] = [];
  const output: string[] = [];
  const running = await startSupervisedProcess({
    path,
    parameters,
    environment,
    workingDirectory,
    onLine: (line, stream) => {
      written.push(line);
      if (stream === "stdout") output.push(line);
    },
  });
  const { code, signal } = await running.exited;
  if (code === 0) return output.join("\n");
  const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
  throw new TestbedError(
    `${path} ${parameters.join(" ")} ended with ${how}:\n${written.slice(-SHOWN_LINES).join("\n")}`,
  );
}
