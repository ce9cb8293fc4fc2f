import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";
import type { ApiEndpoint } from "../kubernetes/api-endpoint.ts";

/** How the API server is reached, where not directly. */
export interface UpstreamOptions {
  /** Path of a Unix socket behind which the API server listens. */
  readonly socketPath?: string | undefined;
}

/** The API server behind a proxy. */
export interface Upstream {
  /**
   * Sends a request as it came in, but to `target`, its path and query, and gives the head of the
   * answer. Rejects when no answer comes.
   */
  ask(incoming: IncomingMessage, body: Buffer, target: string): Promise<IncomingMessage>;
  close(): void;
}

/** Headers that are about one connection, or about the form of the body that is sent anew. */
const OWN_HEADERS = new Set(["connection", "host", "transfer-encoding", "content-length", "keep-alive"]);

/** Connects to the API server when asked to. */
export function createUpstream(target: ApiEndpoint, { socketPath }: UpstreamOptions): Upstream {
  const isTls = target.url.startsWith("https:");
  const agent = isTls
    ? new TlsAgent({
        keepAlive: true,
        ca: target.certificateAuthority,
        ...(target.serverName !== undefined && { servername: target.serverName }),
      })
    : new PlainAgent({ keepAlive: true });
  return {
    ask: (incoming, body, path) =>
      new Promise((resolve, reject) => {
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).filter(([name]) => !OWN_HEADERS.has(name)),
        );
        const request = (isTls ? tlsRequest : plainRequest)(
          new URL(path, target.url),
          {
            method: incoming.method,
            agent,
            headers: {
              authorization: `Bearer ${target.token}`,
              ...headers,
              // Events are counted by their lines, which compression hides.
              "accept-encoding": "identity",
              ...(body.length > 0 && { "content-length": body.length }),
            },
            ...(socketPath !== undefined && { socketPath }),
          },
          resolve,
        );
        request.once("error", reject);
        incoming.once("close", () => {
          if (!incoming.complete) request.destroy();
        });
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}
