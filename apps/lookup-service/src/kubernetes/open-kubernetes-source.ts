import { loadKubeConfig, REFLECTOR_BACK_OFF } from "@fairlead/controller-kit";
import type { LookupSource } from "@fairlead/routing-schema";
import type { PodSource } from "../sources/pod-source.ts";
import { createKubernetesSource } from "./create-kubernetes-source.ts";

/**
 * The source that a configuration describes.
 *
 * @throws {FairleadError} `configuration_unreadable` when the API server's address or the credentials are missing.
 */
export async function openKubernetesSource({
  kubeconfig,
  namespaces,
  watches,
}: Extract<LookupSource, { kind: "kubernetes" }>): Promise<PodSource> {
  const files = kubeconfig === undefined ? [] : [kubeconfig];
  const kubeConfig = await loadKubeConfig({ files, setting: "source.kubeconfig" });
  const { backOffBaseMs: firstMs, backOffMaxMs: limitMs } = watches;
  const backOff = { ...REFLECTOR_BACK_OFF, firstMs, limitMs };
  return createKubernetesSource({ kubeConfig, namespaces, backOff });
}
