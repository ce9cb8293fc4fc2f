import { createServer, type RequestListener, type Server } from "node:http";
import {
  createServer as createSocketServer,
  type AddressInfo,
  type Server as SocketServer,
  type Socket,
} from "node:net";

/** A real server on a free port of 127.0.0.1. */
export interface TestServer {
  /** `127.0.0.1:port` */
  readonly endpoint: string;
  /** Connections that were opened so far. */
  readonly connections: number;
  /** Connections that are open. */
  readonly open: number;
  /** Closes the port and every connection. */
  close(): Promise<void>;
}

async function serve(server: Server | SocketServer, port: number): Promise<TestServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    endpoint: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Starts an HTTP server. */
export const startHttp = (listener: RequestListener, port = 0): Promise<TestServer> =>
  serve(createServer(listener), port);

/** Starts a server that speaks whatever the test writes to the socket. */
export const startSocket = (listener: (socket: Socket) => void): Promise<TestServer> =>
  serve(createSocketServer(listener), 0);

/** Answers this value as JSON, evaluated at each request. */
export const answerJson =
  (value: () => unknown): RequestListener =>
  (_, response) => {
    response.setHeader("content-type", "application/json").end(JSON.stringify(value()));
  };
