import { request as plainRequest } from "node:http";
import { request as tlsRequest } from "node:https";
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
  /** Takes any certificate. */
  readonly isUnverified?: boolean;
}

/** What the API server answered. */
export interface ApiAnswer {
  readonly status: number;
  readonly text: string;
}

/** Whether an API server that answers so, or not at all, may take the same request later. */
export const mayTakeItLater = (answer: ApiAnswer | undefined): boolean =>
  answer === undefined || answer.status === 429 || answer.status >= 500;

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
          ...(endpoint.token !== "" && { authorization: `Bearer ${endpoint.token}` }),
          ...(body !== undefined && {
            "content-type": call.contentType ?? "application/json",
            // Node.js sends none with DELETE by itself, and the body would be taken for the next request.
            "content-length": Buffer.byteLength(body),
          }),
        },
        ...(isTls && { ca: endpoint.certificateAuthority, servername: endpoint.serverName }),
        ...(call.isUnverified === true && { rejectUnauthorized: false }),
      },
      (response) => {
        text(response).then((answer) => resolve({ status: response.statusCode ?? 0, text: answer }), reject);
      },
    );
    request.once("error", reject);
    request.end(body);
  });
}
