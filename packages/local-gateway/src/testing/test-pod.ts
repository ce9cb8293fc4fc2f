import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type RequestListener } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import type { Duplex } from "node:stream";
import type { LocalPod } from "../gateway/local-pod.ts";

/** A server that says who it is. */
export interface TestPod extends LocalPod {
  close(): void;
}

/** Settings of {@link startTestPod}. */
export interface TestPodOptions {
  readonly state?: LocalPod["state"];
  /** Default: answers with the pod's id. */
  readonly onRequest?: RequestListener;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Accepts a WebSocket (RFC 6455, section 4.2.2), greets, and returns what it is sent, byte by byte. */
function echo(request: IncomingMessage, socket: Duplex, podId: string): void {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: ${accept}\r\nx-served-by: ${podId}\r\n\r\n`,
  );
  socket.pipe(socket);
  socket.on("error", () => {});
}

/** Starts an HTTP and WebSocket pod on a free port. Its route id is its pod id without `-pod`. */
export async function startTestPod(podId: string, options: TestPodOptions = {}): Promise<TestPod> {
  const { onRequest = (_request, response) => void response.end(podId), state = "open" } = options;
  const upgraded = new Set<Duplex>();
  const server = createServer({ maxHeaderSize: 128 * 1024, keepAliveTimeout: 60_000 }, onRequest);
  server.on("upgrade", (request, socket) => {
    upgraded.add(socket);
    echo(request, socket, podId);
  });
  const endpoint = await listen(server);
  return {
    podId,
    routeId: podId.replace("-pod", ""),
    endpoint,
    state,
    close() {
      server.close();
      server.closeAllConnections();
      for (const socket of upgraded) socket.destroy();
    },
  };
}

/** Starts a pod that speaks HTTP/2 without TLS, as gRPC servers do: returns the body and names itself in a trailer. */
export async function startHttp2Pod(podId: string): Promise<TestPod> {
  const server = createHttp2Server();
  const sessions = new Set<{ destroy(): void }>();
  server.on("session", (session) => sessions.add(session));
  server.on("stream", (stream, headers) => {
    stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0", "x-served-by": podId }));
    stream.respond(
      { ":status": 200, "content-type": headers["content-type"] ?? "" },
      { waitForTrailers: true },
    );
    stream.pipe(stream);
  });
  const endpoint = await listen(server);
  return {
    podId,
    routeId: podId.replace("-pod", ""),
    endpoint,
    state: "open",
    close() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}
