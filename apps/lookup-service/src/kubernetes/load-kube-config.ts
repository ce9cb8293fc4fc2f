import { KubeConfigError, loadKubeConfig as load } from "@fairlead/controller-kit";
import type { KubeConfig } from "@kubernetes/client-node";
import { FairleadError } from "@fairlead/routing-schema";

const MEND = {
  kubeconfig: "let source.kubeconfig name a kubeconfig with a current context.",
  service_account:
    "set source.kubeconfig where the service runs outside of a cluster; in a pod, let it have the token of its service account (automountServiceAccountToken).",
};

/**
 * How the API server is reached: by a kubeconfig, or by the service account of the pod that this runs in.
 *
 * @throws {FairleadError} `configuration_unreadable` when there is neither.
 */
export async function loadKubeConfig(path: string | undefined): Promise<KubeConfig> {
  try {
    return await load(path);
  } catch (error) {
    if (!(error instanceof KubeConfigError)) throw error;
    const { file, kind, message } = error;
    throw new FairleadError("configuration_unreadable", `${message}\n  Mend: ${MEND[kind]}`, {
      cause: error,
      details: { file },
    });
  }
}
