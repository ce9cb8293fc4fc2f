import {
  createInformer,
  createResourceClient,
  formatKey,
  listAll,
  type ApiClient,
  type ApiError,
  type Metrics,
  type Informer,
} from "@fairlead/controller-kit";
import type { Look } from "../../interfaces/look.ts";
import type { GatewayObject } from "../read/gateway-object.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";
import { gateways, pods, services, type WrittenObjectOf } from "../resources.ts";

/** Gateways as a pool names them, and what they consist of. */
export interface GatewayView {
  /** The Gateways that are there. */
  readonly gateways: readonly GatewayObject[];
  /** `<namespace>/<name>` of those that are not. */
  readonly missing: readonly string[];
  /** The pods that they select. */
  readonly pods: readonly PodObject[];
  /** The Services of the namespaces of these pods. */
  readonly services: readonly WrittenObjectOf<unknown>[];
}

/** What gateway caches are made of. */
export interface GatewayCacheOptions {
  readonly client: ApiClient;
  readonly failed: (error: ApiError, resource: string) => void;
  readonly metrics?: Metrics | undefined;
}

/** Knows the gateways of a cluster. */
export interface GatewayCache {
  look(names: readonly string[], look: Look): Promise<GatewayView>;
  /** Calls `changed` when a Gateway or a pod of one changes. */
  watch(changed: () => void): () => void;
  run(signal: AbortSignal): Promise<void>;
}

const selectorText = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(",");

const only = ({ metadata, spec, status }: PodObject): PodObject => ({
  metadata,
  ...(spec === undefined ? {} : { spec: { containers: spec.containers ?? [] } }),
  ...(status === undefined ? {} : { status }),
});

/** Follows Gateways, and from the first question on the pods that they select and the Services beside these. */
export function createGatewayCache({ client, failed, metrics }: GatewayCacheOptions): GatewayCache {
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const changed of listeners) changed();
  };
  const handler = { onAdd: tell, onUpdate: tell, onDelete: tell };
  const podClient = createResourceClient(client, pods);
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  const podInformers = new Map<string, Informer<PodObject>>();
  const serviceInformers = new Map<string, Informer<WrittenObjectOf<unknown>>>();
  const objects = createInformer({
    client,
    metrics,
    type: gateways,
    onError: (error) => failed(error, gateways.plural),
  });
  objects.addHandler(handler);

  function begin<Informing extends Pick<Informer<never>, "run">>(informer: Informing): Informing {
    running.add(informer.run(ending.signal));
    return informer;
  }
  function podsOf(labelSelector: string): Informer<PodObject> {
    const known = podInformers.get(labelSelector);
    if (known !== undefined) return known;
    const informer = createInformer({
      client,
      metrics,
      type: pods,
      labelSelector,
      transform: only,
      onError: (error) => failed(error, "pods of gateways"),
    });
    informer.addHandler(handler);
    podInformers.set(labelSelector, informer);
    return begin(informer);
  }
  function servicesOf(namespace: string): Informer<WrittenObjectOf<unknown>> {
    const known = serviceInformers.get(namespace);
    if (known !== undefined) return known;
    const informer = createInformer({
      client,
      metrics,
      type: services,
      namespace,
      onError: (error) => failed(error, "services of gateways"),
    });
    serviceInformers.set(namespace, informer);
    return begin(informer);
  }

  return {
    async look(names, look) {
      await objects.whenSynced(ending.signal);
      const found = names.map((id) => {
        const [namespace = "", name = ""] = id.split("/");
        return { id, object: objects.store.get(formatKey({ namespace, name })) };
      });
      const present = found.flatMap(({ object }) => object ?? []);
      const selectors = new Set(present.map(({ spec }) => selectorText(spec?.selector ?? {})));
      // A Gateway without a selector is meant for every pod of the mesh, which is nobody's ingress.
      selectors.delete("");
      const perSelector = await Promise.all(
        [...selectors].map(async (labelSelector) => {
          const informer = podsOf(labelSelector);
          await informer.whenSynced(ending.signal);
          return look === "glance"
            ? informer.store.list()
            : (await listAll(podClient, { labelSelector })).items;
        }),
      );
      const all = new Map(perSelector.flat().map((pod) => [pod.metadata.uid, pod]));
      const namespaces = new Set([...all.values()].map(({ metadata }) => metadata.namespace ?? ""));
      const perNamespace = await Promise.all(
        [...namespaces].map(async (namespace) => {
          const informer = servicesOf(namespace);
          await informer.whenSynced(ending.signal);
          return informer.store.list();
        }),
      );
      return {
        gateways: present,
        missing: found.flatMap(({ id, object }) => (object === undefined ? [id] : [])),
        pods: [...all.values()],
        services: perNamespace.flat(),
      };
    },
    watch(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    async run(signal) {
      signal.addEventListener("abort", () => ending.abort(), { once: true });
      begin(objects);
      await new Promise((resolve) => ending.signal.addEventListener("abort", resolve, { once: true }));
      await Promise.all(running);
    },
  };
}
