import { access } from "node:fs/promises";
import { KubeConfig } from "@kubernetes/client-node";
import { FairleadError } from "@fairlead/routing-schema";

const unreadable = (path: string, mend: string, cause: unknown): FairleadError => {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new FairleadError("configuration_unreadable", `${path} cannot be used: ${reason}\n  Mend: ${mend}`, {
    cause,
    details: { file: path },
  });
};

async function loadFile(kubeConfig: KubeConfig, path: string): Promise<void> {
  try {
    kubeConfig.loadFromFile(path);
    if (kubeConfig.getCurrentCluster() === null) throw new Error("it has no current context with a cluster.");
  } catch (error) {
    throw unreadable(path, "let source.kubeconfig name a kubeconfig with a current context.", error);
  }
}

async function loadServiceAccount(kubeConfig: KubeConfig): Promise<void> {
  kubeConfig.loadFromCluster();
  const certificate = kubeConfig.getCurrentCluster()?.caFile ?? "";
  try {
    await access(certificate);
  } catch (error) {
    throw unreadable(
      certificate,
      "set source.kubeconfig where the service runs outside of a cluster; in a pod, let it have the token of its service account (automountServiceAccountToken).",
      error,
    );
  }
}

/**
 * How the API server is reached: by a kubeconfig, or by the service account of the pod that this runs in, whose
 * token is read anew as the kubelet renews it.
 *
 * @throws {FairleadError} `configuration_unreadable` when there is neither.
 */
export async function loadKubeConfig(path: string | undefined): Promise<KubeConfig> {
  const kubeConfig = new KubeConfig();
  await (path === undefined ? loadServiceAccount(kubeConfig) : loadFile(kubeConfig, path));
  return kubeConfig;
}
