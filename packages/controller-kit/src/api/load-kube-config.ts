import { access } from "node:fs/promises";
import { KubeConfig } from "@kubernetes/client-node";

/** How the API server is reached cannot be told. */
export class KubeConfigError extends Error {
  override readonly name = "KubeConfigError";
  /** The kubeconfig, or the certificate of the service account. */
  readonly file: string;
  /** Which of both it is. */
  readonly kind: "kubeconfig" | "service_account";

  constructor(file: string, kind: KubeConfigError["kind"], cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`${file} cannot be used: ${reason}`, { cause });
    this.file = file;
    this.kind = kind;
  }
}

function loadFile(kubeConfig: KubeConfig, path: string): void {
  try {
    kubeConfig.loadFromFile(path);
    if (kubeConfig.getCurrentCluster() === null) throw new Error("it has no current context with a cluster.");
  } catch (error) {
    throw new KubeConfigError(path, "kubeconfig", error);
  }
}

async function loadServiceAccount(kubeConfig: KubeConfig): Promise<void> {
  kubeConfig.loadFromCluster();
  const certificate = kubeConfig.getCurrentCluster()?.caFile ?? "";
  try {
    await access(certificate);
  } catch (error) {
    throw new KubeConfigError(certificate, "service_account", error);
  }
}

/**
 * How the API server is reached: by a kubeconfig, or by the service account of the pod that this runs in, whose
 * token is read anew as the kubelet renews it.
 *
 * @param path of a kubeconfig; absent: the service account
 *
 * @throws KubeConfigError when there is neither.
 */
export async function loadKubeConfig(path?: string): Promise<KubeConfig> {
  const kubeConfig = new KubeConfig();
  if (path === undefined) await loadServiceAccount(kubeConfig);
  else loadFile(kubeConfig, path);
  return kubeConfig;
}
