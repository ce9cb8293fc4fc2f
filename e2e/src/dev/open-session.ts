import { WebSocket } from "ws";

/** A WebSocket session through the gateway. */
export interface WebSocketSession {
  /** The pod that says it serves. */
  readonly podId: string;
  /** When it was established, by `performance.now()`. */
  readonly openedAtMs: number;
  /** Settles when it is over: `client`, or what the other side said. Never rejects. */
  readonly ended: Promise<SessionEnd>;
  /** The client leaves. */
  leave(): void;
}

/** How a session ended. */
export interface SessionEnd {
  readonly by: "client" | "other";
  readonly code: number;
  readonly atMs: number;
}

/** An attempt that led to no session. */
export class SessionRefused extends Error {
  override readonly name = "SessionRefused";
  /** HTTP status; `undefined` when there was no answer at all. */
  readonly status: number | undefined;
  /** The pod that the gateway had chosen. */
  readonly podId: string | undefined;

  constructor(message: string, status?: number, podId?: string) {
    super(message);
    this.status = status;
    this.podId = podId;
  }
}

const LEAVE_TIMEOUT_MS = 5_000;

const headerOf = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value;

/**
 * Opens a WebSocket at a path of the gateway.
 *
 * @throws SessionRefused
 */
export function openWebSocketSession(
  gateway: string,
  path: string,
  timeoutMs = 60_000,
): Promise<WebSocketSession> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(new URL(path, gateway.replace(/^http/, "ws")), {
      handshakeTimeout: timeoutMs,
      perMessageDeflate: false,
    });
    const end = Promise.withResolvers<SessionEnd>();
    let podId: string | undefined;
    let left = false;
    socket.once("unexpected-response", (request, response) => {
      const { headers, statusCode } = response;
      reject(new SessionRefused(`status ${statusCode}`, statusCode, headerOf(headers["x-fairlead-pod-id"])));
      request.destroy();
    });
    socket.once("upgrade", (response) => {
      podId = headerOf(response.headers["x-served-by"]);
    });
    socket.on("error", (error) => reject(new SessionRefused(error.message)));
    socket.once("close", (code) => {
      reject(new SessionRefused(`closed with ${code}`));
      end.resolve({ by: left ? "client" : "other", code, atMs: performance.now() });
    });
    socket.once("open", () => {
      resolve({
        podId: podId ?? "unknown",
        openedAtMs: performance.now(),
        ended: end.promise,
        leave() {
          if (left || socket.readyState >= WebSocket.CLOSING) return;
          left = true;
          socket.close(1_000);
          setTimeout(() => socket.terminate(), LEAVE_TIMEOUT_MS).unref();
        },
      });
    });
  });
}
