import type { Cluster } from "../cluster/open-cluster.ts";
import type { CommandContext } from "../commands/command-context.ts";
import { exitCodes, type ExitCode } from "../process/exit-codes.ts";
import type { ClusterFlags } from "./cluster-flags.ts";
import type { FoundPool, ScalerFlags } from "./find-scaler.ts";
import { lookAgain } from "./look-again.ts";
import { poolPlace } from "./pool-place.ts";
import { sourceText } from "./source.ts";
import { whomToAsk } from "./whom-to-ask.ts";

/** What `fairlead status` is asked to do. */
export interface StatusOptions extends ScalerFlags, ClusterFlags {
  /** Looks again and again, until the user stops it. */
  readonly watch: boolean;
}

function scalerStatus({ client, pool }: FoundPool, { output }: CommandContext): () => Promise<void> {
  const source = { kind: "scaler", scaler: client.url } as const;
  return async () => output.tell({ event: "pool", source, ...(await client.pool(pool)) });
}

function clusterStatus(
  cluster: Cluster,
  { allNamespaces, pool }: StatusOptions,
  { output }: CommandContext,
): () => Promise<void> {
  const { namespace, source } = cluster;
  if (pool !== undefined) {
    const place = poolPlace(pool, namespace);
    return async () =>
      output.tell({ event: "pod_pool", ...(await cluster.get(place.namespace, place.name)) });
  }
  const within = allNamespaces === true ? undefined : namespace;
  return async () =>
    output.tell({ event: "pod_pools", source, namespace: within ?? null, pools: await cluster.list(within) });
}

/**
 * Shows a pool as its scaler sees it, or the `PodPool`s of a cluster by their status.
 *
 * @throws FairleadError `no_scaler`, and those of a cluster; while watching, who is away for a while is waited for.
 */
export async function runStatus(options: StatusOptions, context: CommandContext): Promise<ExitCode> {
  const asked = await whomToAsk(options, context);
  const isCluster = asked.kind === "cluster";
  const look = isCluster
    ? clusterStatus(asked.cluster, options, context)
    : scalerStatus(asked.found, context);
  await look();
  const who = isCluster
    ? `the ${sourceText(asked.cluster.source)}`
    : `the scaler at ${asked.found.client.url}`;
  if (options.watch) await lookAgain(look, who, context);
  if (isCluster) asked.cluster.close();
  return exitCodes.success;
}
