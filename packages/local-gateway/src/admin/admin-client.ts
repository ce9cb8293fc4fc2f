import type { Endpoint } from "@fairlead/routing-schema";

/** What is asked of Envoy's administration interface. */
export interface AdminClient {
  /** `http://127.0.0.1:<port>`. */
  readonly address: string;
  /** Whether Envoy serves: every listener, cluster and filter has its first configuration. */
  isReady(): Promise<boolean>;
  /** Where a listener's socket is bound; `undefined` while there is none. */
  listenerAddress(name: string): Promise<Endpoint | undefined>;
  /** Counters, gauges and texts whose name matches a regular expression (RE2). */
  statistics(filter?: string): Promise<Readonly<Record<string, number | string>>>;
  /** Stops taking connections and asks clients to leave the ones they have. */
  drainListeners(): Promise<void>;
}

const TIMEOUT_MS = 5_000;

interface StatsAnswer {
  readonly stats: readonly { readonly name?: string; readonly value?: number | string }[];
}
interface ListenersAnswer {
  readonly listener_statuses?: readonly {
    readonly name: string;
    readonly local_address?: {
      readonly socket_address?: { readonly address: string; readonly port_value: number };
    };
  }[];
}

/** Connects to Envoy's administration interface. */
export function createAdminClient(address: string): AdminClient {
  const request = async (path: string, method = "GET"): Promise<Response> =>
    fetch(`${address}${path}`, { method, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const json = async <T>(path: string): Promise<T> => {
    const answer = await request(path);
    if (!answer.ok) throw new Error(`Envoy answers ${answer.status} to ${path}: ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    address,
    async isReady() {
      const answer = await request("/ready");
      await answer.text();
      return answer.ok;
    },
    async listenerAddress(name) {
      const { listener_statuses: listeners = [] } = await json<ListenersAnswer>("/listeners?format=json");
      const socket = listeners.find((listener) => listener.name === name)?.local_address?.socket_address;
      if (socket === undefined || socket.port_value === 0) return undefined;
      return { host: socket.address, port: socket.port_value };
    },
    async statistics(filter) {
      const query = filter === undefined ? "" : `&filter=${encodeURIComponent(filter)}`;
      const { stats } = await json<StatsAnswer>(`/stats?format=json${query}`);
      return Object.fromEntries(
        stats.flatMap(({ name, value }) =>
          name === undefined || value === undefined ? [] : [[name, value]],
        ),
      );
    },
    async drainListeners() {
      await (await request("/drain_listeners", "POST")).text();
    },
  };
}
