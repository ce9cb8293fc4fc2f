import { connect, type Socket } from "node:net";

const HEAD_END = "\r\n\r\n";
const LENGTH = /\r\ncontent-length: (\d+)\r\n/i;

/** One keep-alive connection with at most one request under way. */
export interface LoadConnection {
  /** Sends a request; resolves with its status. Rejects when the connection breaks. */
  send(request: string): Promise<number>;
  close(): void;
}

/** Opens a connection that speaks as much HTTP/1.1 as the load needs. */
export async function openLoadConnection(host: string, port: number): Promise<LoadConnection> {
  const socket: Socket = connect({ host, port, noDelay: true });
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  let pending = "";
  let settle: { resolve(status: number): void; reject(error: Error): void } | undefined;
  socket.setEncoding("latin1");
  socket.on("data", (data: string) => {
    pending += data;
    const end = pending.indexOf(HEAD_END);
    if (end < 0) return;
    const length = Number(LENGTH.exec(pending)?.[1] ?? 0);
    if (pending.length < end + HEAD_END.length + length) return;
    const status = Number(pending.slice(9, 12));
    pending = "";
    const current = settle;
    settle = undefined;
    current?.resolve(status);
  });
  const fail = (error?: Error): void => {
    settle?.reject(error ?? new Error("The gateway closed the connection."));
    settle = undefined;
  };
  socket.on("error", fail).on("close", () => fail());
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        socket.write(request, "latin1");
      }),
    close: () => socket.destroy(),
  };
}
