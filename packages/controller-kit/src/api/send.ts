import { request as plainRequest, type IncomingMessage } from "node:http";
import { request as tlsRequest } from "node:https";
import { toApiError } from "../errors/to-api-error.ts";
import type { Connection } from "./connection.ts";

/** One request to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default `application/json`. */
  readonly contentType?: string | undefined;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/** `GET /api/v1/pods`, for messages. */
export const describeRequest = ({ method, path }: ApiRequest): string => `${method} ${path}`;

/**
 * Sends a request and gives the head of the answer, whatever its status.
 *
 * @throws ApiError `unreachable` when no answer comes, `timeout` when the signal says so; the reason
 *   of the signal when it is another one.
 */
export async function send(connection: Connection, request: ApiRequest): Promise<IncomingMessage> {
  const { method, path, query = {}, body, contentType = "application/json", signal } = request;
  const url = new URL(connection.server + path);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  const options = await connection.requestOptions();
  const text = body === undefined ? undefined : JSON.stringify(body);
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const outgoing = (url.protocol === "https:" ? tlsRequest : plainRequest)(
      url,
      {
        ...options,
        method,
        signal,
        headers: {
          ...options.headers,
          accept: "application/json",
          "user-agent": "fairlead-controller-kit",
          ...(text !== undefined && {
            "content-type": contentType,
            "content-length": Buffer.byteLength(text),
          }),
        },
      },
      resolve,
    );
    outgoing.once("error", (error) => {
      const reason: unknown = signal.aborted ? signal.reason : error;
      const isOwnReason = signal.aborted && !(reason instanceof Error && reason.name === "TimeoutError");
      reject(isOwnReason ? (reason as Error) : toApiError(reason, describeRequest(request)));
    });
    outgoing.end(text);
  });
}
