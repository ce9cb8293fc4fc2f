import { FairleadError } from "@fairlead/routing-schema";
import type { Cluster } from "../cluster/open-cluster.ts";
import type { CommandContext } from "../commands/command-context.ts";
import { findRunning } from "../running/running-stacks.ts";
import { namesCluster, type ClusterFlags } from "./cluster-flags.ts";
import { findPool, type FoundPool, type ScalerFlags } from "./find-scaler.ts";

/** A scaler and its pool, or a cluster. */
export type Asked =
  | { readonly kind: "scaler"; readonly found: FoundPool }
  | { readonly kind: "cluster"; readonly cluster: Cluster };

type Surroundings = Pick<CommandContext, "environment" | "workingDirectory">;

/** The Kubernetes client is large, and loaded by those commands only that ask a cluster. */
async function open(flags: ClusterFlags, surroundings: Surroundings): Promise<Asked> {
  const { openCluster } = await import("../cluster/open-cluster.ts");
  return { kind: "cluster", cluster: await openCluster(flags, surroundings) };
}

/**
 * Decides who is asked: the scaler or the cluster that the flags name, else the `fairlead dev` that runs, else the
 * cluster of the kubeconfig.
 *
 * @throws FairleadError `no_scaler` where there is neither, `cluster_unknown` for a cluster that was named.
 */
export async function whomToAsk(
  flags: ScalerFlags & ClusterFlags,
  surroundings: Surroundings,
): Promise<Asked> {
  const { environment } = surroundings;
  if (namesCluster(flags)) return open(flags, surroundings);
  if (flags.scaler !== undefined || (await findRunning(environment)).length > 0)
    return { kind: "scaler", found: await findPool(flags, environment) };
  try {
    return await open(flags, surroundings);
  } catch (error) {
    if (!FairleadError.isInstance(error) || error.code !== "cluster_unknown") throw error;
    throw new FairleadError(
      "no_scaler",
      `No fairlead dev of yours runs on this host: start one, or name a scaler with --scaler URL. Nor is there a cluster: ${error.message}`,
      { cause: error },
    );
  }
}
