import { toBinary } from "../bytes.ts";
import type { LocalResponse } from "../context/stream-context.ts";
import { HeaderMap } from "../headers/header-map.ts";

/** A response as it goes to the client. */
export interface Reply {
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
}

/** gRPC statuses for HTTP ones. Source: gRPC `http-grpc-status-mapping.md`; all others are 2, UNKNOWN. */
const GRPC_STATUSES: Readonly<Record<number, number>> = {
  200: 0,
  400: 13,
  401: 16,
  403: 7,
  404: 12,
  429: 14,
  502: 14,
  503: 14,
  504: 14,
};

/**
 * Turns a local response into what Envoy sends: a gRPC request gets a trailers-only answer with the
 * body as its message, any other an HTTP response; a HEAD request gets no body.
 */
export function buildReply(response: LocalResponse, request: HeaderMap | undefined): Reply {
  const isGrpc = /^application\/grpc(?:$|[+;])/.test(request?.get("content-type") ?? "");
  const headers = new HeaderMap({ ":status": isGrpc ? "200" : String(response.statusCode) });
  for (const [name, value] of response.headers.pairs()) headers.addBinary(name, value);
  if (isGrpc) {
    headers.replaceBinary("content-type", "application/grpc");
    headers.replaceBinary(
      "grpc-status",
      String(response.grpcStatus ?? GRPC_STATUSES[response.statusCode] ?? 2),
    );
    if (response.body.length > 0) headers.replaceBinary("grpc-message", toBinary(response.body));
    return { headers, body: new Uint8Array() };
  }
  if (response.body.length > 0) {
    headers.replaceBinary("content-length", String(response.body.length));
    if (!headers.has("content-type")) headers.addBinary("content-type", "text/plain");
  }
  return { headers, body: request?.get(":method") === "HEAD" ? new Uint8Array() : response.body };
}
