import { connect as connectPlain, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { AbstractConnector } from "iovalkey";
import { sharingError } from "./pick-stream.ts";
import type { ValkeyAddress } from "./valkey-address.ts";

/** Makes connections to a server that may answer anything. */
export interface GuardedConnector {
  /** For the option `Connector` of the client. */
  readonly Connector: new () => AbstractConnector;
  /** Lets the server send so many bytes from here on. */
  allow(bytes: number): void;
}

/**
 * The parser of the client throws where a socket's data arrives when it is told of an array of 10¹³
 * elements, or of arrays within arrays within arrays; nobody catches that, and the process ends. It also keeps what it
 * has of an answer however long that gets. So both end the connection here instead.
 */
function guard(socket: Socket, mayRead: (bytes: number) => boolean): void {
  const emit = socket.emit.bind(socket) as (event: string | symbol, ...values: unknown[]) => boolean;
  socket.emit = (event: string | symbol, ...values: unknown[]): boolean => {
    if (event !== "data") return emit(event, ...values);
    if (socket.destroyed) return false;
    const [chunk] = values;
    if (Buffer.isBuffer(chunk) && !mayRead(chunk.length)) {
      socket.destroy(sharingError("too_large", "Valkey sends more than was asked for."));
      return true;
    }
    try {
      return emit(event, ...values);
    } catch {
      socket.destroy(sharingError("malformed", "The server answers something else than Valkey does."));
      return true;
    }
  };
}

/** Creates a connector for one client. */
export function createGuardedConnector({ host, port, tls }: ValkeyAddress): GuardedConnector {
  let allowedBytes = 0;
  const mayRead = (bytes: number): boolean => {
    allowedBytes -= bytes;
    return allowedBytes >= 0;
  };
  const open = (): Socket =>
    tls
      ? connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) })
      : connectPlain({ host, port });

  class Connector extends AbstractConnector {
    constructor() {
      super(0);
    }

    override connect(): Promise<Socket> {
      const socket = open();
      guard(socket, mayRead);
      socket.once("error", (error) => (this.firstError = error));
      this.stream = socket;
      return Promise.resolve(socket);
    }

    /** A server that hangs does not see that a connection ends: it is not waited for. */
    override disconnect(): void {
      this.stream?.destroy();
    }
  }
  return { Connector, allow: (bytes) => void (allowedBytes = bytes) };
}
