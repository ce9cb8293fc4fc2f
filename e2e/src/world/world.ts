import { startLocalGateway, type LocalGateway, type LocalGatewayOptions } from "@fairlead/local-gateway";
import { FILTER_METRIC_PREFIX, type FilterConfiguration } from "@fairlead/routing-schema";
import { Agent, request as send, type Dispatcher } from "undici";
import { startLookupDouble, type LookupDouble } from "./lookup-double.ts";
import { until } from "@fairlead/test-support";
import { startPod, type Pod, type Seen } from "./pod.ts";

const UNROUTED = `${FILTER_METRIC_PREFIX}unrouted_`;

/** The pool of all tests. */
export const POOL = "default/chat";

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** What the pod saw; undefined when no pod answered. */
  readonly seen: Seen | undefined;
  readonly text: string;
}

/** Pods, a gateway with the filter, and a peer that plays the lookup service. */
export interface World {
  readonly pods: readonly Pod[];
  readonly lookup: LookupDouble;
  readonly gateway: LocalGateway;
  get(path: string, headers?: Record<string, string>): Promise<Answered>;
  request(path: string, options: Partial<Dispatcher.RequestOptions>): Promise<Answered>;
  /** A metric of the filter, without its prefix. The filter hands its counts to Envoy with each tick. */
  counted(name: string): Promise<number>;
  /** Requests that went on unrouted, by cause. */
  causes(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  readonly filter?: Partial<FilterConfiguration>;
  readonly routing?: LocalGatewayOptions["routing"];
  readonly pods?: number;
  /** Tells the double what to answer before the gateway starts. */
  readonly prepare?: (lookup: LookupDouble, pods: readonly Pod[]) => void | Promise<void>;
  readonly gateway?: Partial<LocalGatewayOptions>;
}

/** What has grown between two readings, and by how much. */
export function growth(
  before: Record<string, number>,
  after: Record<string, number>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after).flatMap(([name, value]) => {
      const grown = value - (before[name] ?? 0);
      return grown === 0 ? [] : [[name, grown]];
    }),
  );
}

/** Waits until the unrouted requests since `before` number `count`, and gives them by cause. */
export const unroutedSince = (
  world: World,
  before: Record<string, number>,
  count: number,
): Promise<Record<string, number>> =>
  until(`${count} unrouted requests are counted`, async () => {
    const grown = growth(before, await world.causes());
    return Object.values(grown).reduce((sum, value) => sum + value, 0) >= count && grown;
  });

/** Sends a request to a gateway. */
export async function ask(
  agent: Agent,
  address: string,
  path: string,
  options: Partial<Dispatcher.RequestOptions> = {},
): Promise<Answered> {
  const response = await send(`${address}${path}`, { method: "GET", dispatcher: agent, ...options });
  const text = await response.body.text();
  let seen: Seen | undefined;
  try {
    const parsed = JSON.parse(text) as Seen;
    if (typeof parsed.podId === "string") seen = parsed;
  } catch {
    seen = undefined;
  }
  return { status: response.statusCode, headers: response.headers, seen, text };
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const pods = await Promise.all(
    Array.from({ length: options.pods ?? 3 }, (_, index) => startPod(`chat-${index}`)),
  );
  const lookup = await startLookupDouble();
  await options.prepare?.(lookup, pods);
  const gateway = await startLocalGateway({
    lookupService: { address: lookup.endpoint },
    pods: pods.map(({ podId, endpoint }) => ({ podId, routeId: podId, endpoint, state: "open" as const })),
    routing: options.routing ?? { mode: "routes" },
    filter: {
      configuration: {
        upstream_name: "lookup-service",
        authority: "lookup",
        pool: POOL,
        snapshot_interval_ms: 50,
        ...options.filter,
      },
    },
    ...options.gateway,
  });
  const agent = new Agent({ connections: 64, pipelining: 1 });
  return {
    pods,
    lookup,
    gateway,
    get: (path, headers = {}) => ask(agent, gateway.address, path, { headers }),
    request: (path, requestOptions) => ask(agent, gateway.address, path, requestOptions),
    counted: async (name) => {
      const full = `${FILTER_METRIC_PREFIX}${name}`;
      return (await gateway.stats(full))[full] ?? 0;
    },
    causes: async () =>
      Object.fromEntries(
        Object.entries(await gateway.stats(UNROUTED)).map(([name, value]) => [
          name.slice(UNROUTED.length),
          value,
        ]),
      ),
    stop: async () => {
      await agent.destroy();
      await gateway.stop({ drainTimeoutMs: 0 });
      await lookup.kill();
      await Promise.all(pods.map((pod) => pod.kill()));
    },
  };
}
