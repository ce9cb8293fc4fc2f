import { FairleadError, type ErrorCode } from "@fairlead/routing-schema";
import { describeExit, startSupervisedProcess } from "@fairlead/local-pods";

/** A line that the envoy finder writes. */
export type EnvoyFinderLine =
  | { readonly progress: string }
  | { readonly path: string; readonly version: string }
  | { readonly code: ErrorCode; readonly message: string };

/** What is given to {@link findEnvoyInProcess}. */
export interface FindEnvoyInProcessOptions {
  /** Entry of the envoy finder. */
  readonly entry: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly onProgress: (message: string) => void;
  /** Ends the search. */
  readonly signal: AbortSignal;
}

/**
 * Finds Envoy as `findEnvoy` does, in a supervised process. Gives its path.
 *
 * @throws FairleadError `envoy_unavailable`, `envoy_unusable`, as the search says.
 */
export async function findEnvoyInProcess(options: FindEnvoyInProcessOptions): Promise<string> {
  let result: Exclude<EnvoyFinderLine, { progress: string }> | undefined;
  const errors: string[] = [];
  const finder = await startSupervisedProcess({
    path: process.execPath,
    parameters: [options.entry],
    environment: options.environment,
    onLine(text, stream) {
      if (stream === "stderr") {
        errors.push(text);
        return;
      }
      const line = JSON.parse(text) as EnvoyFinderLine;
      if ("progress" in line) options.onProgress(line.progress);
      else result = line;
    },
  });
  const giveUp = (): void => finder.kill();
  options.signal.addEventListener("abort", giveUp, { once: true });
  if (options.signal.aborted) giveUp();
  const exit = await finder.exited;
  options.signal.removeEventListener("abort", giveUp);
  options.signal.throwIfAborted();
  if (result === undefined) {
    throw new FairleadError(
      "envoy_unavailable",
      `The search for Envoy ended (${describeExit(exit)}): ${errors.join("\n")}`,
    );
  }
  if ("path" in result) return result.path;
  throw new FairleadError(result.code, result.message);
}
