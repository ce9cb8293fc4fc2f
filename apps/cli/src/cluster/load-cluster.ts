import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { loadKubeConfig } from "@fairlead/controller-kit";
import { FairleadError } from "@fairlead/routing-schema";
import type { KubeConfig } from "@kubernetes/client-node";
import type { ClusterFlags } from "../inspect/cluster-flags.ts";

/** A cluster, and what requests to it go by. */
export interface LoadedCluster {
  readonly kubeConfig: KubeConfig;
  readonly context: string;
  /** Address of the API server. */
  readonly server: string;
  /** Of the context. */
  readonly namespace: string;
}

/** Where kubeconfigs are looked for. */
export interface ClusterSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Relative paths of `--kubeconfig` are relative to it. */
  readonly workingDirectory: string;
}

/** The kubeconfigs that kubectl would read: of `KUBECONFIG` those that are there, else the one in the home directory. */
function kubeConfigFiles(
  flags: ClusterFlags,
  { environment, workingDirectory }: ClusterSurroundings,
): string[] {
  if (flags.kubeconfig !== undefined) return [resolve(workingDirectory, flags.kubeconfig)];
  const named = (environment["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  const home = environment["HOME"] ?? homedir();
  const files = named.length > 0 ? named : [join(home, ".kube", "config")];
  return files.map((file) => resolve(workingDirectory, file)).filter((file) => existsSync(file));
}

const CHOSEN_BY = {
  setting: "--kubeconfig FILE",
  contextSetting: "--context NAME",
  errorCode: "cluster_unknown",
} as const;

function describe(kubeConfig: KubeConfig): LoadedCluster {
  const context = kubeConfig.getCurrentContext();
  const server = kubeConfig.getCurrentCluster()?.server ?? "";
  return {
    kubeConfig,
    context,
    server,
    namespace: kubeConfig.getContextObject(context)?.namespace ?? "default",
  };
}

/**
 * Finds the cluster as kubectl does: by the flags, the kubeconfigs of `KUBECONFIG`, that of the home directory, or, in
 * a pod, by its service account.
 *
 * @throws FairleadError `cluster_unknown`
 */
export async function loadCluster(
  flags: ClusterFlags,
  surroundings: ClusterSurroundings,
): Promise<LoadedCluster> {
  const files = kubeConfigFiles(flags, surroundings);
  if (files.length > 0 || surroundings.environment["KUBERNETES_SERVICE_HOST"] !== undefined)
    return describe(await loadKubeConfig({ files, context: flags.context, ...CHOSEN_BY }));
  throw new FairleadError(
    "cluster_unknown",
    "There is no kubeconfig. Name one with --kubeconfig FILE or KUBECONFIG, or put it where kubectl looks: ~/.kube/config.",
  );
}
