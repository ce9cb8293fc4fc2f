import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
import type { Duplex } from "node:stream";
import { text } from "node:stream/consumers";
import type { ApiEndpoint } from "./api-endpoint.ts";

/** One request to an API server. */
export interface ApiCall {
  /** Default `GET`. */
  readonly method?: string;
  /** With the query, such as `/api/v1/pods?limit=1`. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Of the body. Default `application/json`. */
  readonly contentType?: string;
  /** Default 10,000. */
  readonly timeoutMs?: number;
  /** Opens the connection, where the server is not reached directly. */
  readonly connect?: (() => Duplex) | undefined;
}

/** What the API server answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends one request. Rejects when no answer comes. */
export async function callApi(endpoint: ApiEndpoint, call: ApiCall): Promise<ApiAnswer> {
  const url = new URL(call.path, endpoint.url);
  const body = call.body === undefined ? undefined : JSON.stringify(call.body);
  const isTls = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const request = (isTls ? tlsRequest : plainRequest)(
      url,
      {
        method: call.method ?? "GET",
        signal: AbortSignal.timeout(call.timeoutMs ?? 10_000),
        headers: {
          authorization: `Bearer ${endpoint.token}`,
          ...(body !== undefined && { "content-type": call.contentType ?? "application/json" }),
        },
        ...(isTls && { ca: endpoint.certificateAuthority, servername: endpoint.serverName }),
      },
      (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject);
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}
