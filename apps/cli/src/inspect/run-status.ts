import { setTimeout as sleep } from "node:timers/promises";
import type { CommandContext } from "../commands/command-context.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import { findPool, type ScalerFlags } from "./find-scaler.ts";

/** What `fairlead status` is asked to do. */
export interface StatusOptions extends ScalerFlags {
  /** Looks again and again, until the user stops it. */
  readonly watch: boolean;
}

/**
 * Shows a pool as its scaler sees it.
 *
 * @throws FairleadError `no_scaler`; while watching, a scaler that is away for a while is waited for.
 */
export async function runStatus(
  { watch, ...flags }: StatusOptions,
  { environment, output, request, statusIntervalMs }: CommandContext,
): Promise<ExitCode> {
  const { client, pool } = await findPool(flags, environment);
  output.tell({ event: "pool", ...(await client.pool(pool)) });
  let isAway = false;
  while (watch && !request.stop.aborted) {
    await sleep(statusIntervalMs, undefined, { signal: request.stop }).catch(() => {});
    if (request.stop.aborted) break;
    try {
      output.tell({ event: "pool", ...(await client.pool(pool)) });
      isAway = false;
    } catch {
      if (!isAway) output.tell({ event: "progress", message: `the scaler at ${client.url} does not answer` });
      isAway = true;
    }
  }
  return exitCodes.success;
}
