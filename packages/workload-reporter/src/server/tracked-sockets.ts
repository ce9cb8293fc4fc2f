import type { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { ObservedServer } from "./http-server.ts";

const socketsByServer = new WeakMap<ObservedServer, Set<Socket>>();

/**
 * The open sockets of a server, from the first call on. Node.js lists only those that still speak
 * HTTP/1; upgraded ones and HTTP/2 sessions would otherwise outlive a forced stop.
 */
export function trackedSockets(server: ObservedServer): ReadonlySet<Socket> {
  const known = socketsByServer.get(server);
  if (known) return known;
  const sockets = new Set<Socket>();
  socketsByServer.set(server, sockets);
  (server as EventEmitter).on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}
