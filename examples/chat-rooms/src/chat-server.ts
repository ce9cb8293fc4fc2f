import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import {
  createWorkloadReporter,
  type CountPredicate,
  type WorkloadReporter,
} from "@fairlead/workload-reporter";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./http/app.ts";
import { createRooms } from "./rooms/rooms.ts";
import { type ChatSockets, serveChatSockets } from "./sockets/chat-sockets.ts";

/** Settings of {@link startChatServer}. */
export interface ChatServerOptions {
  readonly host: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly podId: string;
  readonly capacity: number | null;
}

/** A running chat server. */
export interface ChatServer {
  readonly url: string;
  readonly server: Server;
  readonly reporter: WorkloadReporter;
  readonly sockets: ChatSockets;
  /** Ends streams and says goodbye to WebSockets. */
  dismissClients(): void;
}

const FIRST_ROOMS = ["lobby", "harbour", "deck"];

/**
 * Longer than anything before the server keeps an unused connection: who closes it first loses the request that
 * crosses with that. Node.js itself would after 5 s, which a server that stands still for a while exceeds.
 */
const KEEP_ALIVE_MS = 75_000;

/** Sessions are clients: WebSockets and streams. Pages and JSON, over in a moment, are not. */
const countSessions: CountPredicate = (request, kind) =>
  kind === "upgrade" || /^\/rooms\/[^/]+\/stream(?:\?|$)/.test(request.url ?? "");

/** Starts the chat server and resolves when it listens. */
export async function startChatServer({
  host,
  port,
  podId,
  capacity,
}: ChatServerOptions): Promise<ChatServer> {
  const reporter = createWorkloadReporter({ podId, capacity, count: countSessions });
  const rooms = createRooms(FIRST_ROOMS, Date.now);
  const stopping = new AbortController();
  const app = createApp({ rooms, podId, reporter, stopping: stopping.signal });

  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const sockets = serveChatSockets(server, { rooms, podId });
  reporter.observe(server);

  server.listen(port, host);
  await once(server, "listening");
  const address = server.address() as AddressInfo;
  const printed = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return {
    url: `http://${printed}:${address.port}`,
    server,
    reporter,
    sockets,
    dismissClients() {
      stopping.abort();
      sockets.close();
    },
  };
}
