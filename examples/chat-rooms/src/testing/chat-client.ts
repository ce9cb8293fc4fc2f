import { once } from "node:events";
import { WebSocket } from "ws";

/** A message of the server, of whichever type. */
interface Received {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A person at a chat server, over a real WebSocket. */
export interface ChatClient {
  readonly socket: WebSocket;
  /** Headers of the answer that opened the WebSocket. */
  readonly headers: NodeJS.Dict<string | string[]>;
  send(message: object | string): void;
  /** The first message of that type, waited for where it has not come yet; it is taken out. */
  next(type: string): Promise<Received>;
}

/** Connects to `/chat` of a server, with a query where one is given. */
export async function connectChatClient(url: string, query = ""): Promise<ChatClient> {
  const socket = new WebSocket(`${url.replace("http", "ws")}/chat${query}`);
  const received: Received[] = [];
  let arrived = Promise.withResolvers<void>();
  socket.on("message", (data: Buffer) => {
    received.push(JSON.parse(data.toString("utf8")) as Received);
    arrived.resolve();
  });
  const upgraded = once(socket, "upgrade");
  await once(socket, "open");
  const [response] = (await upgraded) as [{ headers: NodeJS.Dict<string | string[]> }];

  return {
    socket,
    headers: response.headers,
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    async next(type) {
      for (;;) {
        const index = received.findIndex((message) => message.type === type);
        const [found] = index < 0 ? [] : received.splice(index, 1);
        if (found) return found;
        arrived = Promise.withResolvers();
        await arrived.promise;
      }
    },
  };
}
