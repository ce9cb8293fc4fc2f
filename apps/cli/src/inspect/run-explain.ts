import { FairleadError } from "@fairlead/routing-schema";
import type { CommandContext } from "../commands/command-context.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import { explainInCluster } from "./explain-in-cluster.ts";
import type { ExplainOptions } from "./explain-options.ts";
import { isCalled, type FoundPool } from "./find-scaler.ts";
import { whomToAsk } from "./whom-to-ask.ts";

async function explainByScaler(
  { client, pool }: FoundPool,
  subject: string | undefined,
  { output }: CommandContext,
): Promise<void> {
  const source = { kind: "scaler", scaler: client.url } as const;
  const answer = { event: "explanation", source, answeredBy: "scaler", note: null, pool } as const;
  if (subject === undefined || isCalled(pool, subject)) {
    const sentences = (await client.explain(pool)).trimEnd().split("\n");
    output.tell({ ...answer, pod: null, sentences, data: await client.explanation(pool) });
    return;
  }
  const { pods } = await client.pool(pool);
  const pod = pods.find(({ podId, routeId }) => podId === subject || routeId === subject);
  if (pod === undefined) {
    const names = pods.map(({ podId, routeId }) => podId ?? routeId).join(", ");
    throw new FairleadError("usage_invalid", `${pool} has no pod ${subject}. Its pods: ${names || "none"}.`);
  }
  output.tell({ ...answer, pod: pod.podId ?? pod.routeId, sentences: [pod.why], data: pod });
}

/**
 * Says why there are as many pods as there are, or why one does or does not go.
 *
 * @throws FairleadError `no_scaler`, and those of a cluster; `usage_invalid` for a pod that is not there, naming those
 *   that are.
 */
export async function runExplain(
  { subject, ...flags }: ExplainOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const isPool = subject?.includes("/") === true;
  const asked = await whomToAsk(isPool ? { ...flags, pool: subject } : flags, context);
  if (asked.kind === "scaler") await explainByScaler(asked.found, subject, context);
  else {
    await explainInCluster(asked.cluster, { ...flags, subject }, context);
    asked.cluster.close();
  }
  return exitCodes.success;
}
