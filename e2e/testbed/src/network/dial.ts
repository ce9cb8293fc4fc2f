import { connect, type Socket } from "node:net";

/**
 * Opens a connection inside a network namespace, through the dialer that runs there.
 *
 * @throws NodeJS.ErrnoException with the code that the connection failed with inside, such as `ECONNREFUSED`.
 */
export function dial(socketPath: string, host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path: socketPath, allowHalfOpen: true });
    socket.once("error", reject);
    socket.write(`${host} ${port}\n`);
    const onReadable = (): void => {
      const chunk = socket.read() as Buffer | null;
      if (chunk === null) return;
      socket.off("readable", onReadable);
      socket.off("error", reject);
      const end = chunk.indexOf("\n");
      const word = chunk.subarray(0, end).toString();
      if (word !== "ok") {
        socket.destroy();
        reject(Object.assign(new Error(`connect ${word} ${host}:${port}`), { code: word }));
        return;
      }
      if (end + 1 < chunk.length) socket.unshift(chunk.subarray(end + 1));
      resolve(socket);
    };
    socket.on("readable", onReadable);
  });
}
