import { LABEL_PHASE, LABEL_POOL } from "@fairlead/routing-schema";
import type { KubernetesObject } from "./kubernetes-object.ts";
import { ownedByPool, type PoolIdentity } from "./pool-identity.ts";
import type { PodTemplate } from "./pod-job.ts";

/** A Service, as far as the scaler says it. */
export interface ServiceSpec {
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly name: string; readonly port: number; readonly targetPort: number }[];
  readonly publishNotReadyAddresses?: true;
}

/** Istio reads the protocol of a port from how its name begins. */
const PROTOCOL = /^(?:http|http2|grpc|grpc-web|https|tls|tcp)(?:-|$)/;

/** The port's name in the template, where that says a protocol; HTTP otherwise. */
export function portName({ spec }: PodTemplate, port: number): string {
  const containers = Array.isArray(spec?.["containers"]) ? (spec["containers"] as unknown[]) : [];
  for (const container of containers) {
    const { ports } = (container ?? {}) as { readonly ports?: unknown };
    for (const entry of Array.isArray(ports) ? (ports as unknown[]) : []) {
      const { containerPort, name } = (entry ?? {}) as Readonly<Record<string, unknown>>;
      if (containerPort === port && typeof name === "string" && PROTOCOL.test(name)) return name;
    }
  }
  return "http";
}

function service(pool: PoolIdentity, name: string, spec: ServiceSpec): KubernetesObject<ServiceSpec> {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: {
      name,
      namespace: pool.names.namespace,
      labels: { [LABEL_POOL]: pool.names.label },
      ownerReferences: [ownedByPool(pool)],
    },
    spec,
  };
}

/**
 * The two Services of a pool: the one of the open pods, where requests go that name no pod, so that failing
 * open never lands on a draining pod; and the one of all pods, the host of the routes. The second leads to pods
 * that are not ready too: one that says so while it drains is still reached by its clients.
 */
export function poolServices(
  pool: PoolIdentity,
  template: PodTemplate,
  port: number,
): readonly [fallback: KubernetesObject<ServiceSpec>, pods: KubernetesObject<ServiceSpec>] {
  const { fallbackService, label, podsService } = pool.names;
  const ports = [{ name: portName(template, port), port, targetPort: port }];
  return [
    service(pool, fallbackService, { selector: { [LABEL_POOL]: label, [LABEL_PHASE]: "open" }, ports }),
    service(pool, podsService, { selector: { [LABEL_POOL]: label }, ports, publishNotReadyAddresses: true }),
  ];
}
