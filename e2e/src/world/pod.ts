import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { WebSocketServer } from "ws";

/** What a pod says of a request it got. */
export interface Seen {
  readonly podId: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyBytes: number;
}

type AnswerWorkload = (request: IncomingMessage, response: ServerResponse) => void;
/** What is sent as JSON, or who answers; undefined: the truth. */
export type Workload = AnswerWorkload | Readonly<Record<string, unknown>> | readonly unknown[] | undefined;

/** A real server on a port of its own. */
export interface Pod {
  readonly podId: string;
  readonly endpoint: string;
  readonly seen: Seen[];
  /** Sessions (WebSocket and SSE) that are open. */
  readonly sessions: number;
  /** What `/workload` answers; a function may answer by itself. */
  workload: Workload;
  /** Ends the server and every connection, as a killed process would. */
  kill(): Promise<void>;
}

/** Starts a pod on a free port of 127.0.0.1. */
export async function startPod(podId: string): Promise<Pod> {
  const sockets = new Set<Socket>();
  const seen: Seen[] = [];
  let sessions = 0;
  const state: { workload: Workload } = { workload: undefined };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.url === "/workload") {
      if (typeof state.workload === "function") {
        state.workload(request, response);
        return;
      }
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(state.workload ?? { podId, clients: sessions }));
      return;
    }
    let bodyBytes = 0;
    for await (const chunk of request) bodyBytes += (chunk as Buffer).length;
    const entry: Seen = {
      podId,
      method: request.method ?? "",
      url: request.url ?? "",
      headers: request.headers as Record<string, string>,
      bodyBytes,
    };
    seen.push(entry);
    if (request.url?.startsWith("/events")) {
      sessions += 1;
      response.on("close", () => (sessions -= 1));
      response.setHeader("content-type", "text/event-stream");
      response.write(`data: ${JSON.stringify(entry)}\n\n`);
      return;
    }
    if (request.url?.startsWith("/status/")) response.statusCode = Number(request.url.slice(8, 11));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(entry));
  };

  const server: Server = createServer({ maxHeaderSize: 131_072 }, (request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });
  const webSockets = new WebSocketServer({ server });
  webSockets.on("connection", (socket, request) => {
    sessions += 1;
    socket.on("close", () => (sessions -= 1));
    socket.on("error", () => {});
    socket.on("message", (data) => socket.send(data));
    socket.send(JSON.stringify({ podId, url: request.url }));
  });
  server.maxHeadersCount = 0;
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    podId,
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    get sessions() {
      return sessions;
    },
    get workload() {
      return state.workload;
    },
    set workload(value) {
      state.workload = value;
    },
    kill: async () => {
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
