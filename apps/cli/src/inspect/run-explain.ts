import { FairleadError } from "@fairlead/routing-schema";
import type { CommandContext } from "../commands/command-context.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import { findPool, isCalled, type ScalerFlags } from "./find-scaler.ts";

/** What `fairlead explain` is asked to do. */
export interface ExplainOptions extends ScalerFlags {
  /** A pool, a pod or a job; absent: the pool. */
  readonly subject?: string | undefined;
}

/**
 * Says why there are as many pods as there are, or why one does or does not go.
 *
 * @throws FairleadError `no_scaler`; `usage_invalid` for a pod that is not there, naming those that are.
 */
export async function runExplain(
  { subject, ...flags }: ExplainOptions,
  { environment, output }: CommandContext,
): Promise<ExitCode> {
  const isPool = subject?.includes("/") === true;
  const { client, pool } = await findPool(isPool ? { ...flags, pool: subject } : flags, environment);
  if (subject === undefined || isCalled(pool, subject)) {
    const sentences = (await client.explain(pool)).trimEnd().split("\n");
    output.tell({ event: "explanation", pool, pod: null, sentences, data: await client.explanation(pool) });
    return exitCodes.success;
  }
  const { pods } = await client.pool(pool);
  const pod = pods.find(({ podId, routeId }) => podId === subject || routeId === subject);
  if (pod === undefined) {
    const names = pods.map(({ podId, routeId }) => podId ?? routeId).join(", ");
    throw new FairleadError("usage_invalid", `${pool} has no pod ${subject}. Its pods: ${names || "none"}.`);
  }
  output.tell({ event: "explanation", pool, pod: pod.podId ?? pod.routeId, sentences: [pod.why], data: pod });
  return exitCodes.success;
}
