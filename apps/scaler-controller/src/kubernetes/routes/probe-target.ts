import type { RoutingSpec } from "@fairlead/routing-schema";
import type { GatewayObject, GatewayServer } from "../read/gateway-object.ts";
import type { PodObject } from "../read/kubernetes-pod.ts";
import type { WrittenObjectOf } from "../resources.ts";

/** At which port of its gateways a pool is reached, and by which name. */
export interface ProbeTarget {
  /** As the Gateway says it. */
  readonly port: number;
  readonly isTls: boolean;
  /** `Host`, and the server name of TLS. */
  readonly host: string;
}

const PLAIN: ReadonlySet<string> = new Set(["HTTP", "HTTP2", "GRPC", "GRPC-WEB"]);
/** Modes of TLS that ask the client for no certificate. */
const ONE_SIDED: ReadonlySet<string> = new Set(["SIMPLE", "OPTIONAL_MUTUAL"]);

/** A host as a request names it: a wildcard stands for any name that fits. */
const concrete = (host: string): string =>
  host === "*" ? "fairlead-probe.invalid" : host.startsWith("*.") ? `fairlead-probe.${host.slice(2)}` : host;

/** Whether a server of a Gateway takes a host: the same, or a wildcard on either side. */
function takes(server: string, host: string): boolean {
  const name = server.slice(server.indexOf("/") + 1);
  if (name === host || name === "*" || host === "*") return true;
  return name.startsWith("*.") && host.endsWith(name.slice(1));
}

function isUsable({ port, tls }: GatewayServer): boolean {
  const protocol = port?.protocol?.toUpperCase() ?? "";
  if (PLAIN.has(protocol)) return tls?.httpsRedirect !== true;
  return protocol === "HTTPS" && ONE_SIDED.has(tls?.mode ?? "");
}

/** How the pool is probed through its gateways; `undefined` where no server of theirs takes a host of the pool. */
export function probeTarget(
  gateways: readonly GatewayObject[],
  { hosts }: Pick<RoutingSpec, "hosts">,
): ProbeTarget | undefined {
  const servers = gateways.flatMap(({ spec }) => spec?.servers ?? []).filter(isUsable);
  const isPlain = ({ port }: GatewayServer): boolean => port?.protocol?.toUpperCase() !== "HTTPS";
  for (const server of servers.toSorted((one, other) => Number(isPlain(other)) - Number(isPlain(one)))) {
    const host = hosts.find((name) => server.hosts?.some((pattern) => takes(pattern, name)));
    const port = server.port?.number;
    if (host !== undefined && port !== undefined) {
      return { port, isTls: !isPlain(server), host: concrete(host) };
    }
  }
  return undefined;
}

interface GatewayServiceSpec {
  readonly selector?: Readonly<Record<string, string>>;
  readonly ports?: readonly { readonly port: number; readonly targetPort?: number | string }[];
}

/**
 * The port of a gateway's pod that a port of a Gateway is served at: Istio asks the Service that leads to the pod, as
 * an Envoy without rights to low ports listens at other ones.
 */
export function portOfPod(
  port: number,
  { metadata, spec }: PodObject,
  services: readonly WrittenObjectOf<unknown>[],
): number {
  for (const service of services) {
    const { ports = [], selector = {} } = (service.spec ?? {}) as GatewayServiceSpec;
    const wanted = Object.entries(selector);
    if (service.metadata.namespace !== metadata.namespace || wanted.length === 0) continue;
    if (wanted.some(([name, value]) => metadata.labels?.[name] !== value)) continue;
    const found = ports.find((entry) => entry.port === port);
    if (found === undefined) continue;
    if (typeof found.targetPort === "number") return found.targetPort;
    const named = spec?.containers
      ?.flatMap(({ ports: own }) => own ?? [])
      .find(({ name }) => name === found.targetPort);
    return named?.containerPort ?? found.port;
  }
  return port;
}
