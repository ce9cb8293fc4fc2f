import type { Output } from "../output/output.ts";
import type { StopRequest } from "../process/stop-request.ts";

/** What a command works with; the world outside, as far as commands touch it. */
export interface CommandContext {
  readonly output: Output;
  readonly request: StopRequest;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Between two looks at everything. */
  readonly statusIntervalMs: number;
}
