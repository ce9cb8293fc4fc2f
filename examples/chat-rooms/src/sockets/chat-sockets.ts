import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Rooms } from "../rooms/rooms.ts";
import { startChatSession } from "./chat-session.ts";

/** A client that misses one of these pings is gone. */
const PING_INTERVAL_MS = 30_000;
const GOING_AWAY = 1001;

/** The WebSockets of the server. */
export interface ChatSockets {
  /** Tells everybody something. */
  broadcast(message: object): void;
  /** Says goodbye to everybody. */
  close(): void;
}

/** Serves WebSockets at `/chat` of a server; at other paths an upgrade gets 404. */
export function serveChatSockets(server: Server, options: { rooms: Rooms; podId: string }): ChatSockets {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 16_384 });
  const alive = new WeakSet<WebSocket>();

  sockets.on("headers", (headers) => headers.push(`x-served-by: ${options.podId}`));

  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const url = URL.parse(request.url ?? "", "http://pod");
    if (url?.pathname !== "/chat") {
      socket.end(
        `HTTP/1.1 404 Not Found\r\nx-served-by: ${options.podId}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
      );
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket);
      webSocket.on("pong", () => alive.add(webSocket));
      startChatSession(webSocket, { ...options, askedPodId: url.searchParams.get("podId") });
    });
  });

  const ping = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (alive.delete(webSocket)) webSocket.ping();
      else webSocket.terminate();
    }
  }, PING_INTERVAL_MS);
  ping.unref();
  server.once("close", () => clearInterval(ping));

  return {
    broadcast(message) {
      for (const webSocket of sockets.clients) webSocket.send(JSON.stringify(message));
    },
    close() {
      for (const webSocket of sockets.clients) webSocket.close(GOING_AWAY, "the server stops");
    },
  };
}
