import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { KubeConfigError, loadKubeConfig } from "@fairlead/controller-kit";
import { FairleadError } from "@fairlead/routing-schema";
import { KubeConfig } from "@kubernetes/client-node";
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

const unknown = (message: string, cause?: unknown): FairleadError =>
  new FairleadError("cluster_unknown", message, { cause });

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

function readFile(file: string): KubeConfig {
  const kubeConfig = new KubeConfig();
  try {
    kubeConfig.loadFromFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw unknown(
      `The kubeconfig ${file} cannot be read: ${reason}. Name another one with --kubeconfig FILE.`,
      error,
    );
  }
  return kubeConfig;
}

/** As kubectl does it: the first file to name something wins. The client library has the last one win, or refuses. */
function merge(files: readonly KubeConfig[]): KubeConfig {
  const firstOfEach = <Named extends { readonly name: string }>(
    lists: readonly (readonly Named[])[],
  ): Named[] => [
    ...new Map(
      lists
        .flat()
        .toReversed()
        .map((item) => [item.name, item]),
    ).values(),
  ];
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstOfEach(files.map(({ clusters }) => clusters)),
    users: firstOfEach(files.map(({ users }) => users)),
    contexts: firstOfEach(files.map(({ contexts }) => contexts)),
    currentContext: files.find(({ currentContext }) => currentContext)?.currentContext ?? "",
  });
  return merged;
}

function chosen(kubeConfig: KubeConfig, origin: string): LoadedCluster {
  const context = kubeConfig.getCurrentContext();
  const contexts = kubeConfig.getContexts().map(({ name }) => name);
  const choice = contexts.length === 0 ? "It has none." : `There is: ${contexts.join(", ")}.`;
  if (!context) throw unknown(`${origin} has no current context. Choose one with --context NAME. ${choice}`);
  const found = kubeConfig.getContextObject(context);
  if (found === null) throw unknown(`${origin} has no context ${context}. ${choice}`);
  const cluster = kubeConfig.getCurrentCluster();
  if (cluster === null) {
    throw unknown(
      `The context ${context} of ${origin} names the cluster ${found.cluster}, which is not there.`,
    );
  }
  return { kubeConfig, context, server: cluster.server, namespace: found.namespace ?? "default" };
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
  if (files.length > 0) {
    const kubeConfig = merge(files.map(readFile));
    if (flags.context !== undefined) kubeConfig.setCurrentContext(flags.context);
    return chosen(
      kubeConfig,
      files.length === 1 ? `The kubeconfig ${files[0]}` : `KUBECONFIG (${files.join(", ")})`,
    );
  }
  try {
    if (surroundings.environment["KUBERNETES_SERVICE_HOST"] !== undefined)
      return chosen(await loadKubeConfig(), "The service account");
  } catch (error) {
    if (!(error instanceof KubeConfigError)) throw error;
  }
  throw unknown(
    "There is no kubeconfig. Name one with --kubeconfig FILE or KUBECONFIG, or put it where kubectl looks: ~/.kube/config.",
  );
}
