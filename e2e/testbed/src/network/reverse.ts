import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import type { Part } from "../process/part.ts";
import { tie } from "./tie.ts";

/** An address inside a network namespace behind which a port of this host is. */
export interface Reverse {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** What {@link reverse} ties together. */
export interface ReverseOptions {
  /** Port of 127.0.0.1 of this host. */
  readonly outsidePort: number;
  /** Address of the inside. */
  readonly inside: { readonly host: string; readonly port: number };
  /** Between both; in a directory that both see. */
  readonly socketPath: string;
  /** The process inside that listens and hands on to that socket. */
  readonly listener: Part;
}

/** Listens inside a network namespace for a port of 127.0.0.1 of this host. */
export async function reverse(options: ReverseOptions): Promise<Reverse> {
  const { inside, listener, outsidePort, socketPath } = options;
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (outer) => {
    const inner = connect({ host: "127.0.0.1", port: outsidePort, allowHalfOpen: true });
    for (const socket of [outer, inner]) {
      open.add(socket);
      socket.once("close", () => open.delete(socket));
    }
    tie(outer, inner);
  });
  server.listen(socketPath);
  await once(server, "listening");
  const close = async (): Promise<void> => {
    await listener.kill();
    server.close();
    for (const socket of open) socket.destroy();
    await once(server, "close");
  };
  try {
    await listener.start();
  } catch (error) {
    await close();
    throw error;
  }
  return { ...inside, close };
}
