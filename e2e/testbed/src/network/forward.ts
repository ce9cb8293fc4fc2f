import { once } from "node:events";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { dial } from "./dial.ts";
import { tie } from "./tie.ts";

/** An address of this host behind which an address of a network namespace is. */
export interface Forward {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 for an address inside a network namespace. */
export async function forward(socketPath: string, host: string, port: number): Promise<Forward> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  };
  const server = createServer({ allowHalfOpen: true }, (outer) => {
    keep(outer);
    outer.on("error", () => outer.destroy());
    dial(socketPath, host, port).then(
      (inner) => {
        keep(inner);
        tie(outer, inner);
      },
      () => outer.resetAndDestroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close();
      for (const socket of open) socket.destroy();
      await once(server, "close");
    },
  };
}
