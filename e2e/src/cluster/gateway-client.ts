import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import { HEADER_ROUTE } from "@fairlead/routing-schema";
import { WebSocket } from "ws";

/** A gateway, as reached from the test. */
export interface Gateway {
  /** `<host>:<port>` on 127.0.0.1. */
  readonly address: string;
}

/** An answer that came through a gateway. */
export interface GatewayAnswer {
  readonly status: number;
  /** The pod that says it answered; absent where none did. */
  readonly podId: string | undefined;
  readonly url: string | undefined;
  /** Of the pod of a crowd that answered. */
  readonly address: string | undefined;
  readonly headers: IncomingMessage["headers"];
  /** The route that took the request; absent where none of a pod did. */
  readonly route: string | undefined;
  /** What the gateway itself says, where no pod answered. */
  readonly complaint: string | undefined;
}

/**
 * Sends a request for a host through a gateway.
 *
 * @throws Error when there is no answer, or not before the signal.
 */
export async function ask(
  { address }: Gateway,
  host: string,
  path: string,
  signal?: AbortSignal,
): Promise<GatewayAnswer> {
  const request = get(`http://${address}${path}`, { headers: { host }, agent: false, signal });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const body = await text(response);
  const isOfPod = body.startsWith("{");
  const said = (isOfPod ? JSON.parse(body) : {}) as Readonly<Record<string, string>>;
  const { podId, url, address: podAddress } = said;
  const { headers, statusCode: status = 0 } = response;
  const route = headers[HEADER_ROUTE] as string | undefined;
  return { status, podId, url, address: podAddress, headers, route, complaint: isOfPod ? undefined : body };
}

/** A client that keeps a WebSocket open. */
export interface Session {
  readonly podId: string;
  /** Whether the other side has ended it. */
  readonly isCut: boolean;
  /** Sends something, and waits for it to come back. */
  echo(message: string): Promise<void>;
  leave(): Promise<void>;
}

/** @throws Error when the gateway answers with something else than a WebSocket. */
export async function openSession({ address }: Gateway, host: string, path = "/"): Promise<Session> {
  const socket = new WebSocket(`ws://${address}${path}`, {
    headers: { host },
    handshakeTimeout: 30_000,
    perMessageDeflate: false,
  });
  let hasLeft = false;
  let isCut = false;
  socket.on("close", () => (isCut = !hasLeft));
  const first = await new Promise<string>((resolve, reject) => {
    socket.once("error", reject);
    socket.once("unexpected-response", (_, response) =>
      reject(new Error(`${host}${path} was answered with ${response.statusCode}`)),
    );
    socket.once("message", (data: Buffer) => resolve(data.toString()));
  });
  socket.on("error", () => {});
  return {
    podId: (JSON.parse(first) as { podId: string }).podId,
    get isCut() {
      return isCut;
    },
    async echo(message) {
      const answered = once(socket, "message");
      socket.send(message);
      const [data] = (await answered) as [Buffer];
      if (data.toString() !== message) throw new Error(`${message} came back as ${data.toString()}`);
    },
    async leave() {
      hasLeft = true;
      if (socket.readyState === WebSocket.CLOSED) return;
      const closed = once(socket, "close");
      socket.close();
      await closed;
    },
  };
}
