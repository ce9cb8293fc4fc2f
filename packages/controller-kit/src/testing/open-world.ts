import { randomBytes } from "node:crypto";
import { KubeConfig } from "@kubernetes/client-node";
import { formatKubeconfig, startFaultProxy, type ApiEndpoint, type FaultProxy } from "@fairlead/testbed";
import { sharedApiServer } from "@fairlead/testbed/vitest";
import { createApiClient, type ApiClient } from "../api/api-client.ts";
import type { ApiObject } from "../api/api-object.ts";
import { createResourceClient } from "../api/resource-client.ts";
import { resourceType } from "../api/resource-type.ts";

/** A `ConfigMap`, the plainest object that there is. */
export interface ConfigMap extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Where the API server serves ConfigMaps. */
export const configMaps = resourceType<ConfigMap>({
  apiVersion: "v1",
  kind: "ConfigMap",
  plural: "configmaps",
});

const namespaces = resourceType({
  apiVersion: "v1",
  kind: "Namespace",
  plural: "namespaces",
  isNamespaced: false,
});

/** Loads what an endpoint says. */
export function kubeConfigOf(endpoint: ApiEndpoint): KubeConfig {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(formatKubeconfig(endpoint));
  return kubeConfig;
}

/** A namespace of its own on the shared API server, and the way to it through a fault proxy. */
export interface World {
  readonly namespace: string;
  readonly proxy: FaultProxy;
  /** Through the proxy. */
  readonly kubeConfig: KubeConfig;
  /** Through the proxy. */
  readonly client: ApiClient;
  /** Past the proxy: another hand. */
  readonly direct: ApiClient;
  close(): Promise<void>;
}

/** Opens a world. Close it, or the process does not end. */
export async function openWorld(): Promise<World> {
  const endpoint = sharedApiServer();
  const proxy = await startFaultProxy(endpoint);
  const kubeConfig = kubeConfigOf(proxy.endpoint);
  const direct = createApiClient(kubeConfigOf(endpoint));
  const client = createApiClient(kubeConfig);
  const namespace = `kit-${randomBytes(4).toString("hex")}`;
  await createResourceClient(direct, namespaces).create({ metadata: { name: namespace } });
  return {
    namespace,
    proxy,
    kubeConfig,
    client,
    direct,
    async close() {
      client.close();
      direct.close();
      await proxy.close();
    },
  };
}
