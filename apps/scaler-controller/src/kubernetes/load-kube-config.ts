import { KubeConfigError, loadKubeConfig as load } from "@fairlead/controller-kit";
import { FairleadError } from "@fairlead/routing-schema";
import type { KubeConfig } from "@kubernetes/client-node";

const MEND = {
  kubeconfig: "let world.kubeconfig name a kubeconfig with a current context.",
  service_account:
    "set world.kubeconfig where the scaler runs outside of a cluster; in a pod, let it have the token of its service account (automountServiceAccountToken).",
};

/** @throws {FairleadError} `configuration_unreadable` */
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
