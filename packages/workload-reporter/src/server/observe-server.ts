import type { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { ClientLedger, Release } from "../clients/client-ledger.ts";
import type { CountPredicate } from "../clients/counting.ts";
import { followUpgrades } from "./follow-upgrades.ts";
import type { ObservedServer } from "./http-server.ts";
import { trackedSockets } from "./tracked-sockets.ts";

/**
 * Counts the clients of a server: a request from its head until its response is closed, however
 * that ends, and an upgraded connection until its socket is.
 *
 * @returns a function that stops counting; clients counted before stay counted until they leave
 */
export function observeServer(
  server: ObservedServer,
  ledger: ClientLedger,
  rule: CountPredicate,
): () => void {
  const emitter: EventEmitter = server;

  const connect = (request: IncomingMessage, kind: "request" | "upgrade"): Release | undefined => {
    const counted = rule(request, kind);
    if (counted === true) return ledger.connect();
    return typeof counted === "string" ? ledger.connect(counted) : undefined;
  };

  // A response is closed when it is sent, destroyed, or its connection breaks, also while it is queued.
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const release = connect(request, "request");
    if (release) response.once("close", release);
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
