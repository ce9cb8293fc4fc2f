import { randomInt } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Real servers in place of a pool's pods: addresses of their own, one port. */
export interface RunningPods {
  /** Where each serves clients and its report. */
  readonly port: number;
  /** Address by pod id. */
  readonly addresses: ReadonlyMap<string, string>;
  /** What each says of itself. */
  readonly clients: Map<string, number>;
  close(): Promise<void>;
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });

/** Starts a server for each pod, which answers `GET /workload` with the clients that the test says. */
export async function startPods(podIds: readonly string[]): Promise<RunningPods> {
  const network = `127.${randomInt(1, 255)}.${randomInt(0, 256)}`;
  const addresses = new Map(podIds.map((podId, index) => [podId, `${network}.${index + 1}`]));
  const clients = new Map(podIds.map((podId) => [podId, 0]));
  const servers: Server[] = [];
  let port = 0;
  for (const [podId, host] of addresses) {
    const server = createServer((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ podId, clients: clients.get(podId), capacity: 100 }));
    });
    port = await listen(server, port, host);
    servers.push(server);
  }
  return {
    port,
    addresses,
    clients,
    async close() {
      for (const server of servers) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
}
