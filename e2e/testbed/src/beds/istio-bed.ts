import { findEnvoy } from "@fairlead/local-gateway";
import { findBinaries } from "../binaries/find-binaries.ts";
import { agentGatewayPod } from "../istio/agent-gateway-pod.ts";
import type { GatewayIdentity } from "../istio/gateway-bootstrap.ts";
import { gatewayPod } from "../istio/gateway-pod.ts";
import { installCrds } from "../kubernetes/install-crds.ts";
import { createIstiod, ISTIOD, type IstiodOptions } from "../istio/istiod.ts";
import { callApi } from "../kubernetes/call-api.ts";
import { createRegistry, REGISTRY, type Registry } from "../registry/registry.ts";
import type { Part } from "../process/part.ts";
import { startClusterBed, type ClusterBed, type ClusterBedOptions } from "./cluster-bed.ts";
import { TestbedError } from "../binaries/testbed-error.ts";

/** Settings of {@link startIstioBed}. */
export interface IstioBedOptions extends ClusterBedOptions {
  /** Default: 10 ms and 100 ms, so that tests do not wait for more changes. */
  readonly debounce?: IstiodOptions["debounce"];
}

/** Kubernetes with Istio: gateways are pods that are real Envoys, configured by a real istiod. */
export interface IstioBed extends ClusterBed {
  readonly istiod: Part;
  /** Creates a gateway pod in `istio-system`, labelled `istio: ingressgateway`. The kubelet runs it. */
  addGateway(name: string): Promise<void>;
  /** The same under Istio's agent, which fetches the filter over HTTP, or from a registry. */
  addAgentGateway(name: string, options?: AgentGatewayOptions): Promise<void>;
  /** Starts a registry for images inside the network; every gateway reaches it. At most one. */
  addRegistry(): Promise<Registry>;
}

/** Settings of a gateway under Istio's agent. */
export interface AgentGatewayOptions {
  /** `host:port` of registries that are spoken to in plain HTTP. */
  readonly insecureRegistries?: readonly string[];
}

/** Namespace of istiod and the gateways. */
export const ISTIO_NAMESPACE = "istio-system";

/**
 * Starts a cluster, Istio's custom resources, and istiod.
 *
 * @throws TestbedError when a program is missing, or does not start.
 * @throws FairleadError `envoy_unavailable`, `envoy_unusable`
 */
export async function startIstioBed(options: IstioBedOptions): Promise<IstioBed> {
  const { environment, onProgress } = options;
  const envoy = await findEnvoy({ environment, ...(onProgress !== undefined && { onProgress }) });
  const paths = await findBinaries(["pilot-discovery", "crd-all.gen.yaml"], { environment, onProgress });
  const cluster = await startClusterBed(options);
  let istiod: Part | undefined;
  let registry: Registry | undefined;
  const stop = async (): Promise<void> => {
    await registry?.part.kill();
    await istiod?.kill();
    await cluster.stop();
  };
  const create = async (path: string, body: object): Promise<void> => {
    const { status, text } = await callApi(cluster.endpoint, { method: "POST", path, body });
    if (status !== 201) throw new TestbedError(`POST ${path} was answered with ${status}: ${text}`);
  };
  try {
    const metadata = { name: ISTIO_NAMESPACE };
    await create("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
    await installCrds(cluster.endpoint, paths["crd-all.gen.yaml"]);
    const reachedAt = await cluster.network.forward(ISTIOD.host, 8_080);
    istiod = await createIstiod(
      paths["pilot-discovery"],
      {
        kubeconfigPath: cluster.kubeconfigPath,
        debounce: options.debounce ?? { after: "10ms", max: "100ms" },
      },
      {
        host: ISTIOD.host,
        directory: cluster.directory,
        environment,
        enter: cluster.network.enter,
        reachedAt,
      },
    );
    await istiod.start();
    const podsPath = `/api/v1/namespaces/${ISTIO_NAMESPACE}/pods`;
    const identityOf = (name: string): GatewayIdentity => ({
      name,
      namespace: ISTIO_NAMESPACE,
      labels: { istio: "ingressgateway" },
    });
    return {
      ...cluster,
      istiod,
      addGateway: (name) => create(podsPath, gatewayPod(envoy.path, identityOf(name))),
      async addAgentGateway(name, { insecureRegistries = [] } = {}) {
        const agent = await findBinaries(["pilot-agent", "envoy_bootstrap.json"], {
          environment,
          onProgress,
        });
        const pod = agentGatewayPod({ ...agent, envoy: envoy.path }, identityOf(name), insecureRegistries);
        await create(podsPath, pod);
      },
      async addRegistry() {
        if (registry !== undefined) return registry;
        const { registry: path } = await findBinaries(["registry"], { environment, onProgress });
        registry = await createRegistry(path, {
          host: REGISTRY.host,
          directory: cluster.directory,
          environment,
          enter: cluster.network.enter,
          reachedAt: await cluster.network.forward(REGISTRY.host, REGISTRY.port),
        });
        await registry.part.start();
        return registry;
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
