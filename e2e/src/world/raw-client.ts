import { once } from "node:events";
import { connect, type Socket } from "node:net";

/** Opens a plain connection to a gateway, for what an HTTP client would not send. */
export async function openRaw(host: string, port: number): Promise<Socket> {
  const socket = connect({ host, port, noDelay: true });
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

/** Sends text and reads until the peer closes. */
export async function exchangeRaw(host: string, port: number, text: string): Promise<string> {
  const socket = await openRaw(host, port);
  let answer = "";
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => (answer += chunk));
  socket.write(text, "latin1");
  await once(socket, "close");
  return answer;
}
