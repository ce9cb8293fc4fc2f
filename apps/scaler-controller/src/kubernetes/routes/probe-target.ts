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

/** The hosts that two patterns have in common; `undefined` for none. */
function common(one: string, other: string): string | undefined {
  if (one === other || one === "*") return other;
  if (other === "*") return one;
  if (one.startsWith("*.") && other.endsWith(one.slice(1))) return other;
  return other.startsWith("*.") && one.endsWith(other.slice(1)) ? one : undefined;
}

/** What a host of a Gateway's server, `[<namespace>/]<pattern>`, takes of a host of the pool. */
function taken(
  server: string,
  host: string,
  poolNamespace: string,
  ownNamespace: string,
): string | undefined {
  const [pattern = "", from = "*"] = server.split("/").toReversed();
  const isMeant = from === "*" || (from === "." ? ownNamespace : from) === poolNamespace;
  return isMeant ? common(pattern, host) : undefined;
}

function isUsable({ port, tls }: GatewayServer): boolean {
  const protocol = port?.protocol?.toUpperCase() ?? "";
  if (PLAIN.has(protocol)) return tls?.httpsRedirect !== true;
  return protocol === "HTTPS" && ONE_SIDED.has(tls?.mode ?? "");
}

/** What a pool is reached by. */
export interface ProbedHosts {
  /** Of the pool, and so of its routes: a Gateway may take those of some namespaces only. */
  readonly namespace: string;
  readonly hosts: readonly string[];
}

/** How the pool is probed through gateways; `undefined` where no server of theirs takes a host of the pool. */
export function probeTarget(
  gateways: readonly GatewayObject[],
  { hosts, namespace }: ProbedHosts,
): ProbeTarget | undefined {
  const isTls = ({ port }: GatewayServer): boolean => port?.protocol?.toUpperCase() === "HTTPS";
  const servers = gateways.flatMap(({ metadata, spec }) =>
    (spec?.servers ?? []).filter(isUsable).map((server) => ({ server, own: metadata.namespace })),
  );
  servers.sort((one, other) => Number(isTls(one.server)) - Number(isTls(other.server)));
  for (const { own, server } of servers) {
    const port = server.port?.number;
    const [host] = hosts.flatMap((name) =>
      (server.hosts ?? []).flatMap((pattern) => taken(pattern, name, namespace, own) ?? []),
    );
    if (host !== undefined && port !== undefined) {
      return { port, isTls: isTls(server), host: concrete(host) };
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
    if (typeof found.targetPort !== "string") return found.targetPort ?? found.port;
    const named = spec?.containers
      ?.flatMap(({ ports: own }) => own ?? [])
      .find(({ name }) => name === found.targetPort);
    return named?.containerPort ?? found.port;
  }
  return port;
}
