import type { GatewayView } from "../cluster/gateway-cache.ts";
import type { GatewayObject } from "../read/gateway-object.ts";
import type { GatewayPod } from "./gateway-list.ts";
import { portOfPod, probeTarget, type ProbedHosts, type ProbeTarget } from "./probe-target.ts";

/** A gateway, and how it is asked. */
export interface ProbedGateway extends GatewayPod {
  readonly port: number;
  readonly target: ProbeTarget;
}

/** The gateways of a pool. */
export interface ProbedGateways {
  readonly gateways: readonly ProbedGateway[];
  /** Those that cannot be asked, as none of their servers takes a host of the pool. */
  readonly closed: readonly string[];
}

const selects = ({ spec }: GatewayObject, { pod }: GatewayPod): boolean => {
  const selector = Object.entries(spec?.selector ?? {});
  return selector.length > 0 && selector.every(([name, value]) => pod.metadata.labels?.[name] === value);
};

/** Each gateway is asked by a server of its own: those of two Gateways differ in ports, hosts and TLS. */
export function probedGateways(
  found: readonly GatewayPod[],
  view: Pick<GatewayView, "gateways" | "services">,
  hosts: ProbedHosts,
): ProbedGateways {
  const closed: string[] = [];
  const gateways = found.flatMap((gateway): ProbedGateway[] => {
    const own = view.gateways.filter((object) => selects(object, gateway));
    const target = probeTarget(own, hosts);
    if (target === undefined) {
      closed.push(gateway.name);
      return [];
    }
    return [{ ...gateway, target, port: portOfPod(target.port, gateway.pod, view.services) }];
  });
  return { gateways, closed };
}
