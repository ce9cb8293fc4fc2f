import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { ClientLedger, Release } from "../clients/client-ledger.ts";
import type { CountPredicate } from "../clients/counting.ts";
import { followUpgrades } from "./follow-upgrades.ts";
import type { ObservedServer } from "./http-server.ts";
import { trackedSockets } from "./tracked-sockets.ts";

const HTTP_2 = 2;

/**
 * Counts the clients of a server: a request from its head until its response is closed, however
 * that ends, and an upgraded connection until its socket is.
 *
 * @returns a function that stops counting; clients counted before stay counted until they leave
 */
export function observeServer(server: ObservedServer, ledger: ClientLedger, rule: CountPredicate): () => void {
  const emitter: EventEmitter = server;
  const openBySocket = new WeakMap<Socket, Set<Release>>();

  const openOn = (socket: Socket): Set<Release> => {
    const known = openBySocket.get(socket);
    if (known) return known;
    const open = new Set<Release>();
    openBySocket.set(socket, open);
    socket.once("close", () => {
      for (const release of open) release();
      open.clear();
    });
    return open;
  };

  const connect = (request: IncomingMessage, kind: "request" | "upgrade"): Release | undefined => {
    const counted = rule(request, kind);
    if (counted === false) return undefined;
    return ledger.connect(counted === true ? undefined : counted);
  };

  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const release = connect(request, "request");
    if (!release) return;
    if (request.httpVersionMajor >= HTTP_2) {
      response.once("close", release);
      return;
    }
    // A pipelined response that has not had its turn yet is not told when its socket closes.
    const open = openOn(request.socket);
    open.add(release);
    response.once("close", () => {
      open.delete(release);
      release();
    });
    if (request.socket.destroyed) release();
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex): void => {
    const release = connect(request, "upgrade");
    if (!release) return;
    socket.once("close", release);
    if (socket.destroyed) release();
  };

  trackedSockets(server);
  emitter.prependListener("request", onRequest);
  const unfollow = followUpgrades(emitter, onUpgrade);
  return () => {
    emitter.off("request", onRequest);
    unfollow();
  };
}
