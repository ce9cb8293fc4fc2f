import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startGuardedProcess, type GuardedProcess } from "../process/guarded-process.ts";
import type { ResourceKind } from "../xds/resource-files.ts";
import { awaitReady, type ReadyEnvoy } from "./await-ready.ts";

/** An Envoy that serves, until its process ends. */
export interface RunningEnvoy extends ReadyEnvoy {
  readonly process: GuardedProcess;
}

/** Settings of {@link startEnvoy}. */
export interface StartEnvoyOptions {
  readonly path: string;
  readonly parameters: readonly string[];
  /** Where its files are. */
  readonly directory: string;
  readonly temporaryDirectory: string | undefined;
  /** What it subscribes to. */
  readonly kinds: readonly ResourceKind[];
  readonly timeoutMs: number;
  /** Ends it while it starts. */
  readonly signal: AbortSignal;
}

/**
 * Starts an Envoy on the files of a directory; resolves once it serves.
 *
 * @throws LocalGatewayError `gateway_start_failed`, `gateway_address_in_use` or `gateway_configuration_rejected`.
 */
export async function startEnvoy(options: StartEnvoyOptions): Promise<RunningEnvoy> {
  const { directory, kinds, parameters, path, signal, temporaryDirectory, timeoutMs } = options;
  const adminAddressFile = join(directory, "admin-address");
  await rm(adminAddressFile, { force: true });
  const process = await startGuardedProcess({ path, parameters, temporaryDirectory });
  const kill = (): void => process.kill("SIGKILL");
  signal.addEventListener("abort", kill, { once: true });
  if (signal.aborted) kill();
  try {
    return { process, ...(await awaitReady({ process, adminAddressFile, kinds, timeoutMs })) };
  } catch (error) {
    kill();
    await process.exited;
    throw error;
  } finally {
    signal.removeEventListener("abort", kill);
  }
}
