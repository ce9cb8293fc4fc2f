import { createInformer } from "@fairlead/controller-kit";
import { formatEndpoint } from "@fairlead/routing-schema";
import { isServing, LABEL_SERVICE_NAME, type EndpointSliceObject } from "../read/endpoint-slice.ts";
import { endpointSlices } from "../resources.ts";
import type { FollowOptions } from "../follow-options.ts";

/** Where the lookup service is. */
export interface LookupReplicasOptions extends FollowOptions {
  readonly namespace: string;
  readonly service: string;
}

/** The replicas of the lookup service that gateways may ask. */
export interface LookupReplicas {
  /** `http://ip:port` of each. */
  current(): readonly string[];
  watch(changed: () => void): () => void;
  run(signal: AbortSignal): Promise<void>;
}

/** The port that the Service names so is the one of the lookup service, whatever else it has. */
const PORT_NAME = "http";

/** `http://ip:port` of each replica that serves, sorted. A Service whose one port has another name leads to that. */
export function addressesOf(slices: readonly Pick<EndpointSliceObject, "endpoints" | "ports">[]): string[] {
  const addresses = slices.flatMap(({ endpoints, ports }) => {
    const { port } = ports?.find(({ name }) => name === PORT_NAME) ?? ports?.[0] ?? {};
    if (port === undefined) return [];
    return (endpoints ?? [])
      .filter(isServing)
      .flatMap((endpoint) => endpoint.addresses.slice(0, 1))
      .map((host) => `http://${formatEndpoint({ host, port })}`);
  });
  return [...new Set(addresses)].sort();
}

/**
 * Follows the endpoints of the lookup service's Service: each replica is asked by its own address, as what one of
 * them has read says nothing of the others.
 */
export function createLookupReplicas(options: LookupReplicasOptions): LookupReplicas {
  const { backOff, client, failed, metrics, namespace, service } = options;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const changed of listeners) changed();
  };
  const informer = createInformer({
    client,
    metrics,
    backOff,
    type: endpointSlices,
    namespace,
    labelSelector: `${LABEL_SERVICE_NAME}=${service}`,
    onError: (error) => failed(error, "endpoints of the lookup service"),
  });
  informer.addHandler({ onAdd: tell, onUpdate: tell, onDelete: tell });
  return {
    current: () => addressesOf(informer.store.list()),
    watch(changed) {
      listeners.add(changed);
      return () => void listeners.delete(changed);
    },
    run: (signal) => informer.run(signal),
  };
}
