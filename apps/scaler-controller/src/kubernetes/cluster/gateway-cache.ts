import { setTimeout as sleep } from "node:timers/promises";
import {
  createInformer,
  createResourceClient,
  ifFound,
  listAll,
  parseKey,
  type ApiObject,
  type Informer,
} from "@fairlead/controller-kit";
import type { Look } from "../../interfaces/look.ts";
import type { GatewayObject } from "../read/gateway-object.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";
import { gateways, pods, services, type WrittenObjectOf } from "../resources.ts";
import { formatSelector } from "../format-selector.ts";
import type { FollowOptions } from "../follow-options.ts";

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
  /** Why it is not known what there is; the rest is empty then. */
  readonly unknown?: string;
}

/** What gateway caches are made of. */
export interface GatewayCacheOptions extends FollowOptions {
  /** How long the first list of a kind is waited for before it is said to be unknown. Default 2,000. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 2_000;

/** Knows the gateways of a cluster. */
export interface GatewayCache {
  look(names: readonly string[], look: Look): Promise<GatewayView>;
  /** Calls `changed` when a Gateway or a pod of one changes. */
  watch(changed: () => void): () => void;
  run(signal: AbortSignal): Promise<void>;
}

/** A Gateway without a selector is meant for every pod of the mesh, which is nobody's ingress. */
const selectorsOf = (objects: readonly GatewayObject[]): ReadonlySet<string> =>
  new Set(objects.flatMap(({ spec }) => formatSelector({ matchLabels: spec?.selector }) ?? []));

const only = ({ metadata, spec, status }: PodObject): PodObject => ({
  metadata,
  ...(spec === undefined ? {} : { spec: { containers: spec.containers ?? [] } }),
  ...(status === undefined ? {} : { status }),
});

const NOTHING: GatewayView = { gateways: [], missing: [], pods: [], services: [] };

/** What is asked of any of the informers. */
type AnyInformer = Pick<Informer<ApiObject>, "state" | "type" | "whenSynced">;

/** Follows Gateways, and from the first question on the pods that they select and the Services beside these. */
export function createGatewayCache(options: GatewayCacheOptions): GatewayCache {
  const { backOff, client, failed, metrics, patienceMs = PATIENCE_MS } = options;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const changed of listeners) changed();
  };
  const handler = { onAdd: tell, onUpdate: tell, onDelete: tell };
  const gatewayClient = createResourceClient(client, gateways);
  const podClient = createResourceClient(client, pods);
  const ending = new AbortController();
  const running = new Set<Promise<void>>();
  const podInformers = new Map<string, Informer<PodObject>>();
  const serviceInformers = new Map<string, Informer<WrittenObjectOf<unknown>>>();
  const objects = createInformer({
    client,
    metrics,
    backOff,
    type: gateways,
    onError: (error) => failed(error, gateways.plural),
  });
  objects.addHandler(handler);

  function begin<Informing extends Pick<Informer<ApiObject>, "run">>(informer: Informing): Informing {
    running.add(informer.run(ending.signal));
    return informer;
  }
  const waits = new Map<object, Promise<unknown>>();
  /** Waits for the first list, once and not for ever: a kind may be missing, or not be for this process to see. */
  async function reasonUnknown({ state, type, whenSynced }: AnyInformer): Promise<string | undefined> {
    if (state().isSynced) return undefined;
    const timer = { signal: ending.signal, ref: false };
    const wait =
      waits.get(state) ??
      Promise.race([whenSynced(ending.signal), sleep(patienceMs, undefined, timer).catch(() => {})]);
    waits.set(state, wait);
    await wait;
    const { isSynced, lastError } = state();
    if (isSynced) return undefined;
    return `The ${type.plural} that make up the gateways cannot be listed: ${lastError?.message ?? "the API server has not answered yet."}`;
  }
  const firstUnknown = async (informers: readonly AnyInformer[]): Promise<string | undefined> => {
    const reasons = await Promise.all(informers.map(reasonUnknown));
    return reasons.find((reason) => reason !== undefined);
  };

  function podsOf(labelSelector: string): Informer<PodObject> {
    const known = podInformers.get(labelSelector);
    if (known !== undefined) return known;
    const informer = createInformer({
      client,
      metrics,
      backOff,
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
      backOff,
      type: services,
      namespace,
      onError: (error) => failed(error, "services of gateways"),
    });
    serviceInformers.set(namespace, informer);
    return begin(informer);
  }

  return {
    async look(names, look) {
      const unknownView = (unknown: string): GatewayView => ({ ...NOTHING, unknown });
      const unlisted = await firstUnknown([objects]);
      if (unlisted !== undefined) return unknownView(unlisted);
      const listing = new Map<string, Promise<readonly PodObject[]>>();
      function listPods(labelSelector: string): Promise<readonly PodObject[]> {
        if (look === "glance") return Promise.resolve(podsOf(labelSelector).store.list());
        const list =
          listing.get(labelSelector) ?? listAll(podClient, { labelSelector }).then(({ items }) => items);
        listing.set(labelSelector, list);
        return list;
      }
      // Most selectors are as they were: their pods are listed while the Gateways are read.
      for (const selector of selectorsOf(names.flatMap((id) => objects.store.get(id) ?? []))) {
        void listPods(selector).catch(() => {});
      }
      const found = await Promise.all(
        names.map(async (id) => ({
          id,
          object: look === "glance" ? objects.store.get(id) : await ifFound(gatewayClient.get(parseKey(id))),
        })),
      );
      const present = found.flatMap(({ object }) => object ?? []);
      const selectors = selectorsOf(present);
      const unseen = await firstUnknown([...selectors].map(podsOf));
      if (unseen !== undefined) return unknownView(unseen);
      const perSelector = await Promise.all([...selectors].map(listPods));
      const all = new Map(perSelector.flat().map((pod) => [pod.metadata.uid, pod]));
      const namespaces = new Set([...all.values()].map(({ metadata }) => metadata.namespace ?? ""));
      const perNamespace = [...namespaces].map(servicesOf);
      const unserved = await firstUnknown(perNamespace);
      if (unserved !== undefined) return unknownView(unserved);
      return {
        gateways: present,
        missing: found.flatMap(({ id, object }) => (object === undefined ? [id] : [])),
        pods: [...all.values()],
        services: perNamespace.flatMap(({ store }) => store.list()),
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
